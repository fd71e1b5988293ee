import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CompositionBusyError, OperationConflictError } from "../../../core/compositions/errors.ts";
import type { Operation } from "../../../core/compositions/operations.ts";
import { editComposition, saveOperations } from "../../../core/compositions/save-operations.ts";
import { emptyComposition } from "../../../core/contract/composition.ts";
import { ProjectNotFoundError } from "../../../core/contract/errors.ts";
import type { ProjectStore, ProjectWithComposition } from "../../../core/ports/projects.ts";
import { testClock } from "../../suites/in-memory/clock.ts";
import { inMemoryProjectStore } from "../../suites/in-memory/project-store.ts";
import { sampleComposition } from "./samples.ts";

const projectId = 7;

async function storeWith(changes: Partial<ProjectWithComposition> = {}): Promise<ProjectStore> {
  const projects = inMemoryProjectStore();
  await projects.create({
    projectId,
    userId: "user",
    name: "Film",
    status: "draft",
    templateId: null,
    settings: {},
    thumbnailUrl: null,
    version: 1,
    renderPath: null,
    renderProgress: null,
    renderError: null,
    createdAtEpochMs: 0,
    lastEditedAtEpochMs: 0,
    composition: sampleComposition(),
    ...changes,
  });
  return projects;
}

const addText = (id: string): Operation => ({
  op: "add-item",
  trackId: "titles",
  item: { id, type: "text", text: id, from: 0, durationInFrames: 10 },
});

describe("saveOperations", () => {
  it("writes the next version with a new thumbnail and the time", async () => {
    const projects = await storeWith();
    const clock = testClock();
    const saved = await saveOperations({ projects, clock }, projectId, [addText("a")]);
    expect(saved.version).toBe(2);
    expect(await projects.getWithComposition(projectId)).toMatchObject({
      version: 2,
      thumbnailUrl: "/assets/user/aa.jpg",
      lastEditedAtEpochMs: clock.now(),
      composition: saved.composition,
    });
  });

  it("makes a finished film a draft again and keeps the film", async () => {
    const projects = await storeWith({ status: "completed", renderPath: "/renders/x.mp4" });
    await saveOperations({ projects, clock: testClock() }, projectId, [addText("a")]);
    expect(await projects.get(projectId)).toMatchObject({ status: "draft", renderPath: "/renders/x.mp4" });
  });

  it("leaves the status of a running render alone, even when it starts in between", async () => {
    const projects = await storeWith({ status: "completed" });
    let isFirst = true;
    await editComposition({ projects, clock: testClock() }, projectId, async (stored) => {
      if (isFirst) await projects.update(projectId, { status: "rendering", renderId: "r" });
      isFirst = false;
      return { ...stored, note: "x" };
    });
    expect(await projects.getWithComposition(projectId)).toMatchObject({
      status: "rendering",
      composition: { note: "x" },
    });
  });

  it("fails with a conflict when its item was removed by somebody else, and loses nothing of theirs", async () => {
    const projects = await storeWith();
    const deps = { projects, clock: testClock() };
    await saveOperations(deps, projectId, [{ op: "remove-item", itemId: "late" }]);
    const edit: Operation = { op: "update-item", itemId: "late", set: { opacity: 0.5 } };
    await expect(saveOperations(deps, projectId, [edit])).rejects.toThrow(OperationConflictError);
    expect((await projects.get(projectId))?.version).toBe(2);
  });

  it("gives up when the composition moves at every attempt, and when there is no project", async () => {
    const projects = await storeWith();
    const moving: ProjectStore = { ...projects, writeComposition: async () => false };
    const clock = testClock();
    await expect(saveOperations({ projects: moving, clock }, projectId, [addText("a")])).rejects.toThrow(
      CompositionBusyError,
    );
    await expect(saveOperations({ projects, clock }, 8, [addText("a")])).rejects.toThrow(
      ProjectNotFoundError,
    );
  });

  it("never loses an edit of writers that run at once (I6)", async () => {
    const edits = fc.array(fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(edits, fc.scheduler(), async (writers, scheduler) => {
        const stored = await storeWith({
          composition: { ...emptyComposition(), tracks: [{ id: "titles", items: [] }] },
        });
        const turn = () => scheduler.schedule(Promise.resolve());
        const projects: ProjectStore = {
          ...stored,
          getWithComposition: async (id) => turn().then(() => stored.getWithComposition(id)),
          writeComposition: async (...args) => turn().then(() => stored.writeComposition(...args)),
        };
        const deps = { projects, clock: testClock() };
        const results = await scheduler.waitFor(
          Promise.allSettled(
            writers.map((names, writer) =>
              saveOperations(
                deps,
                projectId,
                names.map((name) => addText(`${writer}-${name}`)),
              ),
            ),
          ),
        );
        const after = await stored.getWithComposition(projectId);
        const expected = writers.flatMap((names, writer) =>
          results[writer]?.status === "fulfilled" ? names.map((name) => `${writer}-${name}`) : [],
        );
        expect(results.every(({ status }) => status === "fulfilled")).toBe(true);
        expect(new Set(Object.keys(after?.composition.items ?? {}))).toEqual(new Set(expected));
        expect(after?.version).toBe(1 + writers.length);
      }),
      { numRuns: 300 },
    );
  });
});
