const ENGLISH =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty";
const SPANISH =
  "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte";
const KOREAN_SMALL = ["", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"];
const KOREAN_TENS = ["", "열", "스물", "서른", "마흔", "쉰"];
const SINO_DIGITS = ["", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];

function buildWords(): Map<string, number> {
  const words = new Map<string, number>();
  for (const list of [ENGLISH, SPANISH]) {
    for (const [value, word] of list.split(" ").entries()) words.set(word, value);
  }
  const more: readonly (readonly [string, number])[] = [
    ["a dozen", 12],
    ["una docena de", 12],
    ["un", 1],
    ["una", 1],
    ["thirty", 30],
    ["forty", 40],
    ["fifty", 50],
    ["sixty", 60],
    ["ninety", 90],
    ["hundred", 100],
    ["a hundred", 100],
    ["veinticinco", 25],
    ["treinta", 30],
    ["cuarenta", 40],
    ["cincuenta", 50],
    ["sesenta", 60],
    ["noventa", 90],
    ["cien", 100],
    ["스무", 20],
    ["백", 100],
  ];
  for (const [word, value] of more) words.set(word, value);
  for (const [tens, tensWord] of KOREAN_TENS.entries()) {
    for (const [ones, onesWord] of KOREAN_SMALL.entries()) {
      if (tens + ones > 0) words.set(tensWord + onesWord, tens * 10 + ones);
    }
  }
  for (let tens = 0; tens < 10; tens++) {
    for (let ones = 0; ones < 10; ones++) {
      const ten = tens === 0 ? "" : `${tens === 1 ? "" : SINO_DIGITS[tens]}십`;
      if (tens + ones > 0) words.set(`${ten}${SINO_DIGITS[ones]}`, tens * 10 + ones);
    }
  }
  return words;
}

const WORDS = buildWords();

/** A pattern (without a group of its own) for digits or number words in English, Spanish and Korean. */
export const NUMBER = `(?:\\d+(?:[.,]\\d+)?|${[...WORDS.keys()]
  .toSorted((a, b) => b.length - a.length)
  .join("|")})`;

/** The value of what `NUMBER` matched. @throws RangeError for anything else */
export function numberOf(text: string): number {
  const word = text.trim().toLowerCase();
  const value = WORDS.get(word) ?? Number(word.replace(",", "."));
  if (word === "" || Number.isNaN(value)) throw new RangeError(`not a number: ${text}`);
  return value;
}

const ORDINALS: readonly (readonly [RegExp, number])[] = [
  [/\b(first|1st|primer[oa]?)\b|첫|1번째|첫번째/iu, 1],
  [/\b(second|2nd|segund[oa])\b(?!s)|두\s*번째|2번째|둘째/iu, 2],
  [/\b(third|3rd|tercer[oa]?)\b|세\s*번째|3번째|셋째/iu, 3],
  [/\b(fourth|4th|cuart[oa])\b|네\s*번째|4번째|넷째/iu, 4],
  [/\b(fifth|5th|quint[oa])\b|다섯\s*번째|5번째/iu, 5],
  [/\b(sixth|6th|sext[oa])\b|여섯\s*번째|6번째/iu, 6],
  [/\b(seventh|7th|séptim[oa])\b|일곱\s*번째|7번째/iu, 7],
  [/\b(eighth|8th|octav[oa])\b|여덟\s*번째|8번째/iu, 8],
];

/** "Make the scene 2 seconds longer" names no second scene. */
export const NO_UNIT = "(?![\\p{L}\\d]|[\\s-]*(?:seconds?|secs?|segundos?)\\b)";

/** Every ordinal that a text names, in its order: "the first and the third" are 1 and 3. */
export function ordinalsIn(text: string): number[] {
  const found = [[LAST, -1] as const, ...ORDINALS].flatMap(([pattern, value]) =>
    [...text.matchAll(new RegExp(pattern.source, "giu"))].map(({ index }) => ({ index, value })),
  );
  const numbered = [
    ...text.matchAll(new RegExp(`\\b(?:scene|escena)\\s+#?(${NUMBER})${NO_UNIT}`, "giu")),
  ].map(({ index, 1: digits }) => ({ index, value: numberOf(digits ?? "") }));
  return [...found, ...numbered].toSorted((a, b) => a.index - b.index).map(({ value }) => value);
}

const LAST = /\b(last|final)\b|últim[oa]|마지막|맨\s*끝/iu;

/** Which one of several: 1 is the first, -1 the last; undefined when nothing says so. */
export function ordinalIn(text: string): number | undefined {
  if (LAST.test(text)) return -1;
  for (const [pattern, value] of ORDINALS) {
    if (pattern.test(text)) return value;
  }
  const numbered =
    /\b(?:scene|escena|image|imagen|clip)\s*#?(\d+)\b|(\d+)\s*번\s*(?:째)?\s*(?:장면|씬|이미지|클립)/iu.exec(
      text,
    );
  const digits = numbered?.[1] ?? numbered?.[2] ?? /\b(\d+)(?:th|º|ª)(?!\p{L})/iu.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
