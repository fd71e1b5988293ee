import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { english } from "../instructions/english.ts";
import { heldOut } from "../instructions/held-out.ts";
import { korean } from "../instructions/korean.ts";
import { newClients, type Ran, runInstructions, serveMedia } from "../instructions/run-instruction.ts";
import { spanish } from "../instructions/spanish.ts";
import { addFault, bootProduct, forget, newStateFolder, type Product } from "./booted-product.ts";

const MINUTE = 60_000;
/** As many runs at once as keep two cores busy. */
const ACCOUNTS = 5;
const sets = [english, korean, spanish];
/** What the model's vendor does to some of the runs: each has to come through it. */
const troubles = [
  { kind: "overload", times: 2, after: 5 },
  { kind: "fail", status: 500, after: 20 },
  { kind: "fail", status: 429, after: 40 },
  { kind: "kill", error: "mid-stream", after: 60 },
];
const key = { anthropic: process.env.ANTHROPIC_API_KEY, fal: process.env.FAL_KEY };

describe("an instruction ends in the right film, and in nothing else", () => {
  const stateFolder = newStateFolder();
  const ran = new Map<string, Ran>();
  let product: Product;

  beforeAll(async () => {
    // What is tested here is the same on every machine, also on one with keys.
    delete process.env.ANTHROPIC_API_KEY;
    delete process.env.FAL_KEY;
    product = await bootProduct(stateFolder);
    const media = await serveMedia();
    const clients = await newClients(product.cloud, ACCOUNTS);
    for (const fault of troubles) await addFault(product.cloud, { target: "vendor:claude", ...fault });
    const all = await runInstructions(clients, media.url, [...sets, ...heldOut]);
    media.close();
    for (const one of all) ran.set(one.instruction.message, one);
  }, 10 * MINUTE);

  afterAll(async () => {
    if (key.anthropic !== undefined) process.env.ANTHROPIC_API_KEY = key.anthropic;
    if (key.fal !== undefined) process.env.FAL_KEY = key.fal;
    await product?.cloud.stop();
    forget(stateFolder);
  });

  it.each(sets.flatMap(({ instructions }) => instructions))("$message", ({ message }) => {
    expect(ran.get(message)?.problems).toEqual([]);
  });

  it("although the model's vendor was overloaded, failed, asked to wait and hung up meanwhile", async () => {
    const left = await fetch(new URL("/faults", product.cloud.controlUrl));
    expect(z.object({ faults: z.array(z.unknown()) }).parse(await left.json()).faults).toEqual([]);
  });

  it("mostly also in words that nothing was made for", () => {
    const others = heldOut.flatMap(({ instructions }) => instructions.map(({ message }) => ran.get(message)));
    const failed = others.filter((one) => one?.problems.length !== 0).map((one) => one?.instruction.message);
    expect(others.length).toBeGreaterThanOrEqual(5);
    expect(failed.length, `failed: ${failed.join("; ")}`).toBeLessThanOrEqual(others.length / 4);
  });
});
