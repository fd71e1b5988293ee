import { describe, expect, it } from "vitest";
import { waitSecondsBefore } from "../../core/contract/steps.ts";
import { type Definition, definitionsOf, synthesized } from "./synthesized.ts";

/*
 * AWS ends an execution at 25,000 history events and a state at 256 KB. These tests count what the definitions write,
 * state by state, for the largest job that a plan allows.
 * Events per state: https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html
 */
const MAX_EVENTS = 25_000;
const SCENES = 100;
/** Retries of a Task state, each of which writes scheduled, started and failed again. */
const RETRIES = 6;

const definitions = definitionsOf(synthesized().template);
const definition = (name: string): Definition => {
  const found = definitions[name];
  if (!found) throw new Error(`no machine ${name} among ${Object.keys(definitions)}`);
  return found;
};

/** entered, scheduled, started, succeeded, exited; .sync adds submitted. */
const eventsOfTask = (retries: number): number => 2 + 4 + 3 * retries;
const EVENTS_OF_PLAIN_STATE = 2;
/** A Wait and the Task and Choice after it. */
const EVENTS_OF_POLL = 2 + eventsOfTask(0) + EVENTS_OF_PLAIN_STATE;
const EVENTS_OF_EXECUTION = 2;
/** MapIterationStarted and -Succeeded. */
const EVENTS_OF_ITERATION = 2;

const statesOf = (machine: Definition, type: string): number =>
  Object.values(machine.States).filter((state) => state.Type === type).length;

/** Looks that fit into a time when the waits grow. */
function polls(withinSeconds: number): number {
  let looks = 0;
  for (let waited = 0; waited < withinSeconds; waited += waitSecondsBefore(looks)) looks += 1;
  return looks;
}

describe("history events of a 100-scene job", () => {
  it("long-video writes a child's few events a scene, whatever the scene does", () => {
    const machine = definition("LongVideo");
    const map = Object.values(machine.States).find((state) => state.Type === "Map");
    const iterator = (map?.ItemProcessor as Definition | undefined) ?? { StartAt: "", States: {} };
    const perScene =
      EVENTS_OF_ITERATION +
      statesOf(iterator, "Task") * eventsOfTask(RETRIES) +
      statesOf(iterator, "Pass") * 2;
    const total =
      EVENTS_OF_EXECUTION +
      statesOf(machine, "Task") * eventsOfTask(RETRIES) +
      4 +
      SCENES * perScene +
      EVENTS_OF_PLAIN_STATE;
    expect(statesOf(iterator, "Task")).toBeGreaterThan(0);
    expect(total).toBeLessThan(MAX_EVENTS / 2);
  });

  it("one scene may be polled for the two hours its execution lives", () => {
    const machine = definition("Scene");
    const tasks = statesOf(machine, "Task");
    const total = EVENTS_OF_EXECUTION + tasks * eventsOfTask(RETRIES) + polls(2 * 3600) * EVENTS_OF_POLL + 20;
    expect(tasks).toBeGreaterThanOrEqual(5);
    expect(total).toBeLessThan(MAX_EVENTS / 2);
  });

  it("a render of 100 segments, each rendered for four minutes, stays below the limit", () => {
    const perSegment = EVENTS_OF_ITERATION + eventsOfTask(RETRIES) + polls(240) * EVENTS_OF_POLL + 4;
    expect(SCENES * perSegment + 100).toBeLessThan(MAX_EVENTS);
  });

  it("a scene drawn ahead is an execution of its own, which may wait its whole life for a place", () => {
    const start = definition("Scene").States.DrawAhead;
    expect(start?.Resource).toMatch(/:states:startExecution$/);
    const perSegment = EVENTS_OF_ITERATION + eventsOfTask(RETRIES) + polls(2 * 3600) * EVENTS_OF_POLL;
    expect(4 * perSegment + 100).toBeLessThan(MAX_EVENTS);
  });

  it("an agent run of twelve turns with slow tools stays below the limit", () => {
    const perTurn = 2 * eventsOfTask(RETRIES) + 3 * EVENTS_OF_PLAIN_STATE + polls(900) * EVENTS_OF_POLL;
    expect(12 * perTurn + 100).toBeLessThan(MAX_EVENTS);
  });

  it("the list of scenes is far below 256 KB of state", () => {
    const scene = { runId: "r".repeat(40), jobId: "j".repeat(40), sceneId: "scene-100", generation: 100 };
    const state = JSON.stringify({ ...scene, plan: { scenes: Array.from({ length: SCENES }, () => scene) } });
    expect(state.length).toBeLessThan(256 * 1024 * 0.1);
  });
});
