/** The six fields of an AWS cron expression, in UTC. */
export interface Cron {
  /** The first matching minute after a moment; undefined when there is none in the years to come. */
  nextAfter(epochMs: number): number | undefined;
}

interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const YEARS_AHEAD = 10;

/**
 * @param expression `minutes hours day-of-month month day-of-week year`; Sunday is 1
 * @throws Error for what is not understood; `W` is not
 * Source: EventBridge user guide, "Setting a schedule pattern for scheduled rules".
 */
export function parseCron(expression: string): Cron {
  const parts = expression.trim().split(/\s+/);
  const [minute = "", hour = "", dayOfMonth = "", month = "", dayOfWeek = "", year = ""] = parts;
  if (parts.length !== 6) throw new Error(`cron(${expression}) has ${parts.length} fields, not 6`);
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) {
    throw new Error(`cron(${expression}) needs ? in exactly one of day-of-month and day-of-week`);
  }
  const minutes = numbers(minute, { least: 0, most: 59 });
  const hours = numbers(hour, { least: 0, most: 23 });
  const months = new Set(numbers(month, { least: 1, most: 12, names: MONTHS }));
  const years = new Set(numbers(year, { least: 1970, most: 2199 }));
  const isDay = dayOfWeek === "?" ? dayOfMonthTest(dayOfMonth) : dayOfWeekTest(dayOfWeek);
  return {
    nextAfter(epochMs) {
      const from = new Date(Math.floor(epochMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS);
      let day = Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate());
      const end = day + YEARS_AHEAD * 366 * DAY_MS;
      for (; day <= end; day += DAY_MS) {
        const date = new Date(day);
        if (!years.has(date.getUTCFullYear()) || !months.has(date.getUTCMonth() + 1) || !isDay(date))
          continue;
        for (const at of hours) {
          for (const past of minutes) {
            const moment = day + (at * 60 + past) * MINUTE_MS;
            if (moment >= from.getTime()) return moment;
          }
        }
      }
      return undefined;
    },
  };
}

/** The numbers that a field names, ascending: `*`, `1-5`, `1,2`, `0/15`, `MON-FRI`. */
function numbers(field: string, { least, most, names }: Field): number[] {
  const found = new Set<number>();
  const read = (text: string): number => {
    const named = names?.indexOf(text.toUpperCase()) ?? -1;
    const value = named >= 0 ? named + least : Number(text);
    if (!Number.isInteger(value) || text === "" || value < least || value > most) {
      throw new Error(`"${text}" in a cron expression is not understood (${least} to ${most})`);
    }
    return value;
  };
  for (const part of field.split(",")) {
    const [range = "", step] = part.split("/");
    const [from = "", to] = range.split("-");
    const first = range === "*" ? least : read(from);
    const last = range === "*" || (to === undefined && step !== undefined) ? most : read(to ?? from);
    const by = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(by) || by < 1) throw new Error(`"${part}" in a cron expression has no step`);
    for (let value = first; value <= last; value += by) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function dayOfMonthTest(field: string): (date: Date) => boolean {
  if (field === "L") return (date) => new Date(date.getTime() + DAY_MS).getUTCDate() === 1;
  const days = new Set(numbers(field, { least: 1, most: 31 }));
  return (date) => days.has(date.getUTCDate());
}

function dayOfWeekTest(field: string): (date: Date) => boolean {
  const nth = /^(\w+)(?:#([1-5])|L)$/.exec(field);
  const weekday = { least: 1, most: 7, names: WEEKDAYS };
  if (nth?.[1] !== undefined && field !== "L") {
    const [day] = numbers(nth[1], weekday);
    const which = nth[2];
    return (date) => {
      if (date.getUTCDay() + 1 !== day) return false;
      if (which !== undefined) return Math.ceil(date.getUTCDate() / 7) === Number(which);
      return new Date(date.getTime() + 7 * DAY_MS).getUTCMonth() !== date.getUTCMonth();
    };
  }
  const days = new Set(numbers(field === "L" ? "7" : field, weekday));
  return (date) => days.has(date.getUTCDay() + 1);
}
