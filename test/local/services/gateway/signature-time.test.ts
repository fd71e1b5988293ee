import { describe, expect, it } from "vitest";
import { createClock } from "../../../../local/control/clock.ts";
import { checkTime, createTimes } from "../../../../local/services/gateway/signature-time.ts";
import type { SignatureClaim } from "../../../../local/services/gateway/signed-request.ts";

const HOUR_MS = 3_600_000;
const HOST_EPOCH_MS = Date.UTC(2026, 10, 21, 12);

function claim(kind: SignatureClaim["kind"], signedAtEpochMs: number, expiresInSeconds = 0): SignatureClaim {
  return {
    kind,
    signedAtEpochMs,
    expiresInSeconds,
    accessKeyId: "AKIA",
    longDate: "",
    scopeDate: "",
    region: "",
    service: "s3",
    signedHeaders: ["host"],
    signature: "",
    sessionToken: undefined,
  };
}

describe("the time of a signature", () => {
  let hostEpochMs = HOST_EPOCH_MS;
  const clock = createClock(0, () => hostEpochMs);
  const times = createTimes(clock, () => hostEpochMs);

  it("counts a presigned address from before a move of the clock by the moved clock", () => {
    const made = claim("presigned", hostEpochMs, 60);
    expect(() => checkTime(made, times())).not.toThrow();
    hostEpochMs += 300;
    clock.advance(HOUR_MS);
    expect(() => checkTime(made, times())).toThrow("Request has expired");
  });

  it("counts one that was made since, by the host's clock or the moved one, by that clock", () => {
    hostEpochMs += 5000;
    const byHost = claim("presigned", hostEpochMs, 60);
    const byMoved = claim("presigned", clock.now(), 60);
    for (const made of [byHost, byMoved]) expect(() => checkTime(made, times())).not.toThrow();
    hostEpochMs += 61_000;
    for (const made of [byHost, byMoved])
      expect(() => checkTime(made, times())).toThrow("Request has expired");
  });

  it("refuses a presigned address from the future", () => {
    expect(() => checkTime(claim("presigned", clock.now() + HOUR_MS, 60), times())).toThrow("not valid yet");
  });

  it("takes a signed request within 15 minutes of either clock", () => {
    for (const at of [hostEpochMs, clock.now(), hostEpochMs - 14 * 60_000]) {
      expect(() => checkTime(claim("header", at), times())).not.toThrow();
    }
    for (const at of [hostEpochMs - 16 * 60_000, hostEpochMs + HOUR_MS / 2, clock.now() + HOUR_MS]) {
      expect(() => checkTime(claim("header", at), times())).toThrow("too large");
    }
  });
});
