import { Socket } from "node:net";

const RealDate = Date;
let offsetMs = 0;

/**
 * Replaces the global `Date` by one that is `offsetMs` ahead, so that a function sees the account's moved time.
 * Timers keep the host's pace: only what time it is moves, not how fast it passes.
 */
class ShiftedDate extends RealDate {
  constructor(...parts: unknown[]) {
    if (parts.length === 0) super(RealDate.now() + offsetMs);
    else super(...(parts as [number]));
  }

  static override now(): number {
    return RealDate.now() + offsetMs;
  }
}

/** `Date()` without `new` gives a text, which a class cannot. */
const CallableDate = new Proxy(ShiftedDate, {
  apply: () => new ShiftedDate().toString(),
});

/** Installs the shifted `Date` once; before the first `moveClock` it tells the host's time. */
export function installShiftedClock(): void {
  globalThis.Date = CallableDate as unknown as DateConstructor;
  Object.defineProperty(RealDate.prototype, "constructor", { value: CallableDate, configurable: true });
}

/** @param toOffsetMs how far ahead of the host's clock the account is, in ms */
export function moveClock(toOffsetMs: number): void {
  offsetMs = toOffsetMs;
}

/** The file descriptor that tells of moves during an invocation: a line each, with the new offset. */
const MOVES_FD = 3;

/** Follows the moves that are meant for what is running. Keeps nobody alive. */
export function followClock(): void {
  let rest = "";
  const moves = new Socket({ fd: MOVES_FD, readable: true, writable: false });
  moves.setEncoding("utf8").on("data", (text: string) => {
    const lines = `${rest}${text}`.split("\n");
    rest = lines.pop() ?? "";
    const last = lines.pop();
    if (last !== undefined) moveClock(Number(last));
  });
  moves.unref();
}
