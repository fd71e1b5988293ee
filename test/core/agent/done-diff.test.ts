import fc from "fast-check";
import fastJsonPatch, { type Operation } from "fast-json-patch";
import { describe, expect, it } from "vitest";
import { publicComposition } from "../../../core/compositions/media-urls.ts";
import type { Composition } from "../../../core/contract/composition.ts";
import { publicEvent } from "../../../core/events/public-event.ts";
import { arbitraryFilm } from "../renders/arbitrary-film.ts";
import { agentWorld, PROJECT_ID } from "./agent-world.ts";
import { drive } from "./drive.ts";
import type { Line } from "./scripted-model.ts";

const MEDIA = "https://media.example";

/** A client's film, with keys of its own: some look like ours, some are hard to point at. */
const clientsFilm: fc.Arbitrary<Composition> = fc
  .record({
    film: arbitraryFilm,
    // As it is when it has been sent: JSON has no -0.
    editorState: fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value))),
    key: fc.constantFrom("remoteUrl", "a/b", "~1", "x y", ""),
    value: fc.constantFrom("/mine", "https://elsewhere.example/x", null, 3),
  })
  .map(({ film, editorState, key, value }) => ({
    ...film,
    editorState,
    items: Object.fromEntries(
      Object.entries(film.items).map(([id, item]) => [id, { ...item, [key]: value }]),
    ),
  }));

const seconds = fc.constantFrom(0, 1.5, 7);
const itemId = fc.constantFrom("i0", "i1", "i2", "i15");
const edit: fc.Arbitrary<Line> = fc.oneof(
  fc.record({ tool: fc.constant("remove_item"), input: fc.record({ itemId }) }),
  fc.record({
    tool: fc.constant("update_item"),
    input: fc.record({ itemId, changes: fc.record({ fromSeconds: seconds, opacity: fc.constant(0.5) }) }),
  }),
  fc.record({
    tool: fc.constant("add_item"),
    input: fc.record({ type: fc.constant("text"), text: fc.constant("Hi"), fromSeconds: seconds }),
  }),
  fc.record({
    tool: fc.constant("generate_image"),
    input: fc.record({ prompt: fc.constant("a beach"), fromSeconds: seconds }),
  }),
  fc.record({
    tool: fc.constant("set_composition"),
    input: fc.record({ backgroundColor: fc.constantFrom("red", "#123456"), fps: fc.constantFrom(25, 30) }),
  }),
);
const turns = fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { minLength: 0, maxLength: 2 });

describe("done.data.diff", () => {
  it("makes the result of what was requested, whatever was edited and whatever is stored by now", () =>
    fc.assert(
      fc.asyncProperty(clientsFilm, fc.option(clientsFilm), turns, fc.boolean(), async (...given) => {
        const [requested, stored, script, autoSave] = given;
        const world = await agentWorld((_, turn) => script[turn - 1] ?? ["Done."]);
        await world.deps.projects.writeComposition(PROJECT_ID, 1, stored ?? requested, {
          lastEditedAtEpochMs: 0,
        });
        const { runId } = await world.admit({ composition: requested, autoSave });
        await drive(world, runId);
        const last = (await world.eventsOf(runId)).at(-1);
        // Nothing of the edits fits what is stored by now.
        if (last?.name === "error") {
          fc.pre(last.payload.code !== "COMPOSITION_CONFLICT");
        }
        const seen = last && publicEvent(last, MEDIA);
        if (seen?.name !== "done") throw new Error(`the last event is ${JSON.stringify(last)}`);
        const { diff, composition } = seen.payload.data;
        const asSent = structuredClone(publicComposition(requested, MEDIA));
        expect(fastJsonPatch.validate(diff as Operation[], asSent)).toBeUndefined();
        expect(fastJsonPatch.applyPatch(asSent, diff as Operation[]).newDocument).toEqual(composition);
      }),
      { numRuns: 100 },
    ));
});
