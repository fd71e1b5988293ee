import { AppError } from "../contract/errors.ts";

/** The hold was settled or has expired before. A redelivered step may ignore it; a first delivery may not. */
export class HoldClosedError extends AppError {
  constructor(holdId: string, state: string) {
    super("HOLD_CLOSED", `Hold ${holdId} is ${state}.`, { httpStatus: 409, data: { holdId, state } });
  }
}

/** There is no such hold: it was never made, so nothing can be captured from it. */
export class UnknownHoldError extends AppError {
  constructor(holdId: string) {
    super("UNKNOWN_HOLD", `There is no hold ${holdId}.`, { httpStatus: 500, data: { holdId } });
  }
}

/** More was spent than held. Never ignore it: the price list is wrong. */
export class OverspendError extends AppError {
  constructor(holdId: string, heldCredits: number, spentCredits: number) {
    super("OVERSPEND", `Hold ${holdId} has ${heldCredits} credits, ${spentCredits} were spent.`, {
      httpStatus: 500,
      data: { holdId, heldCredits, spentCredits },
    });
  }
}
