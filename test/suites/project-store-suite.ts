import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Composition, emptyComposition } from "../../core/contract/composition.ts";
import type { ChatEntry, ProjectStore, ProjectWithComposition } from "../../core/ports/projects.ts";

/** The claims that every ProjectStore must satisfy. */
export function projectStoreSuite(name: string, makeStore: () => Promise<ProjectStore>): void {
  let count = 1000;
  const project = (changes: Partial<ProjectWithComposition> = {}): ProjectWithComposition => ({
    projectId: ++count,
    userId: `user-${count}`,
    name: "Film",
    status: "draft",
    templateId: null,
    settings: { theme: "dark", nested: { list: [1, null, "x", 1e300] }, "": deep(60) },
    thumbnailUrl: null,
    version: 1,
    renderPath: null,
    renderProgress: null,
    renderError: null,
    createdAtEpochMs: 5,
    lastEditedAtEpochMs: 5,
    composition: emptyComposition(),
    ...changes,
  });
  const edited = (note: string): Composition => ({ ...emptyComposition(), note });
  const entry = (entryId: string, atEpochMs: number): ChatEntry => ({
    role: "user",
    content: `message ${entryId}`,
    atEpochMs,
    entryId,
  });

  describe(`ProjectStore on ${name}`, () => {
    it("creates once, and reads with and without the composition", async () => {
      const store = await makeStore();
      const first = project();
      expect(await store.create(first)).toBe("created");
      expect(await store.create({ ...first, name: "Other" }, { maxProjects: 1 })).toBe("id-taken");
      expect(await store.getWithComposition(first.projectId)).toEqual(first);
      const { composition: _, ...rest } = first;
      expect(await store.get(first.projectId)).toEqual(rest);
      expect(await store.getToReplace(first.projectId)).toEqual(rest);
      expect(await store.get(1)).toBeUndefined();
      expect(await store.getToReplace(1)).toBeUndefined();
      expect(await store.getWithComposition(1)).toBeUndefined();
    });

    it("makes exactly as many as there is place for when 50 come at once, and a deletion frees one place", async () => {
      const store = await makeStore();
      const userId = `crowd-${count}`;
      const create = () => store.create(project({ userId }), { maxProjects: 7 });
      const results = await Promise.all(Array.from({ length: 50 }, create));
      expect(results.filter((result) => result === "created")).toHaveLength(7);
      expect(results.filter((result) => result === "full")).toHaveLength(43);
      const [first, second] = await store.listByUser(userId);
      expect(await store.listByUser(userId)).toHaveLength(7);
      await Promise.all([first, first, first].map((each) => store.delete(each?.projectId ?? 0)));
      await store.delete(first?.projectId ?? 0);
      expect([await create(), await create()]).toEqual(["created", "full"]);
      await store.delete(second?.projectId ?? 0);
      expect([await create(), await create()]).toEqual(["created", "full"]);
      expect(await store.create(project({ userId }), { maxProjects: 8 })).toBe("created");
      expect(await store.create(project(), { maxProjects: 1 })).toBe("created");
    });

    it("makes one project for a request, however often and at once it comes, and takes one place for it", async () => {
      const store = await makeStore();
      const userId = `repeater-${count}`;
      const create = (requestId: string) => store.create(project({ userId }), { maxProjects: 2, requestId });
      const results = await Promise.all(Array.from({ length: 8 }, () => create("one")));
      expect(results.filter((result) => result === "created")).toHaveLength(1);
      expect(results.filter((result) => result === "repeated")).toHaveLength(7);
      expect(await create("two")).toBe("created");
      expect(await create("one")).toBe("repeated");
      expect(await create("three")).toBe("full");
      const made = await store.getByRequest(userId, "one");
      expect((await store.listByUser(userId)).map(({ projectId }) => projectId)).toContain(made?.projectId);
      expect(await store.getByRequest(userId, "three")).toBeUndefined();
      expect(await store.getByRequest("other", "one")).toBeUndefined();
      await store.delete(made?.projectId ?? 0);
      expect(await store.getByRequest(userId, "one")).toBeUndefined();
      expect(await create("one")).toBe("repeated");
    });

    it("keeps compositions of any size as they are", async () => {
      const store = await makeStore();
      const first = project();
      await store.create(first);
      const notes = ["short", "word ".repeat(100_000), randomBytes(900_000).toString("hex"), "short again"];
      for (const [index, note] of notes.entries()) {
        const fields = { lastEditedAtEpochMs: index };
        expect(await store.writeComposition(first.projectId, index + 1, edited(note), fields)).toBe(true);
        const read = await store.getWithComposition(first.projectId);
        expect(read).toMatchObject({ version: index + 2, lastEditedAtEpochMs: index });
        expect(read?.composition).toEqual(edited(note));
      }
    });

    it("writes a composition only over the version it was made from", async () => {
      const store = await makeStore();
      const first = project();
      await store.create(first);
      const write = (note: string) =>
        store.writeComposition(first.projectId, 1, edited(note), { lastEditedAtEpochMs: 9 });
      const large = randomBytes(300_000).toString("hex");
      const results = await Promise.all([write("a"), write("b"), write(large), write(`${large}x`)]);
      expect(results.filter(Boolean)).toHaveLength(1);
      const winner = ["a", "b", large, `${large}x`][results.indexOf(true)];
      expect((await store.getWithComposition(first.projectId))?.composition.note).toBe(winner);
      expect(await store.writeComposition(1, 1, edited("x"), { lastEditedAtEpochMs: 9 })).toBe(false);
    });

    it("updates fields only while the conditions hold", async () => {
      const store = await makeStore();
      const { projectId } = project();
      await store.create({ ...project(), projectId });
      const rendering = { status: "rendering", renderId: "r1", renderProgress: 0 } as const;
      expect(await store.update(projectId, rendering, { status: ["draft", "failed"] })).toBe(true);
      expect(await store.update(projectId, rendering, { status: ["draft", "failed"] })).toBe(false);
      expect(await store.update(projectId, { renderProgress: 0.5 }, { renderId: "r2" })).toBe(false);
      const done = {
        status: "completed",
        renderPath: "/renders/x.mp4",
        renderProgress: 1,
        renderSegments: [{ from: 0, durationInFrames: 90, renderer: "compositor" }],
      } as const;
      expect(await store.update(projectId, done, { renderId: "r1", status: ["rendering"] })).toBe(true);
      expect(await store.get(projectId)).toMatchObject({ ...done, renderId: "r1", version: 1 });
      expect(await store.update(projectId, { name: "New", thumbnailUrl: null })).toBe(true);
      expect(await store.get(projectId)).toMatchObject({ name: "New", status: "completed" });
      expect(await store.update(1, { name: "New" })).toBe(false);
      expect(await store.get(1)).toBeUndefined();
    });

    it("writes a composition or fields only in the states and at the version that are asked for", async () => {
      const store = await makeStore();
      const { projectId } = project();
      await store.create({ ...project(), projectId, status: "rendering" });
      const fields = { lastEditedAtEpochMs: 9, status: "draft" } as const;
      const when = { status: ["completed", "failed"] } as const;
      expect(await store.writeComposition(projectId, 1, edited("x"), fields, when)).toBe(false);
      expect(await store.get(projectId)).toMatchObject({ status: "rendering", version: 1 });
      expect(await store.update(projectId, { lastEditedAtEpochMs: 10 }, { version: 2 })).toBe(false);
      expect(await store.update(projectId, { lastEditedAtEpochMs: 10 }, { version: 1 })).toBe(true);
      expect(await store.get(projectId)).toMatchObject({ lastEditedAtEpochMs: 10 });
    });

    it("lists a user's projects, newest first", async () => {
      const store = await makeStore();
      const userId = `lister-${count}`;
      const made = [project({ userId }), project({ userId }), project({ userId })];
      for (const each of made) await store.create(each);
      await store.create(project());
      const ids = (await store.listByUser(userId)).map(({ projectId }) => projectId);
      expect(ids).toEqual(made.map(({ projectId }) => projectId).reverse());
    });

    it("lists by a part of the name, without case, and by status; without what a list does not show", async () => {
      const store = await makeStore();
      const userId = `searcher-${count}`;
      const named = project({ userId, name: "Sunset at the Beach" });
      const accented = project({ userId, name: "CAFE\u0301", status: "failed" });
      for (const each of [named, accented, project({ userId })]) await store.create(each);
      const found = async (only: Parameters<ProjectStore["listByUser"]>[1]) =>
        (await store.listByUser(userId, only)).map(({ projectId }) => projectId);
      expect(await found({ nameContains: "AT THE b" })).toEqual([named.projectId]);
      expect(await found({ nameContains: "caf\u00e9" })).toEqual([accented.projectId]);
      expect(await found({ nameContains: "caf\u00e9", status: "draft" })).toEqual([]);
      expect(await found({ status: "failed" })).toEqual([accented.projectId]);
      expect(await found({ nameContains: "", status: undefined })).toHaveLength(3);
      await store.update(named.projectId, { name: "Dawn" });
      expect(await found({ nameContains: "beach" })).toEqual([]);
      const [first] = await store.listByUser(userId, { nameContains: "dawn" });
      expect(first).toEqual({
        projectId: named.projectId,
        name: "Dawn",
        status: "draft",
        templateId: null,
        thumbnailUrl: null,
        renderPath: null,
        renderProgress: null,
        createdAtEpochMs: 5,
        lastEditedAtEpochMs: 5,
      });
    });

    it("reads a project with the last of its chat, however long the messages are", async () => {
      const store = await makeStore();
      const first = project();
      await store.create(first);
      expect(await store.getWithChat(first.projectId, 5)).toMatchObject({
        project: first,
        chat: { entries: [], total: 0 },
      });
      // More than one page of 1 MB.
      const long = Array.from({ length: 120 }, (_, index) => ({
        ...entry(`e${index}`, index),
        content: "x".repeat(15_000),
      }));
      for (const each of long) await store.appendChat(first.projectId, each, 200);
      const found = await store.getWithChat(first.projectId, 100);
      expect(found?.project).toEqual(first);
      expect(found?.chat).toEqual({ entries: long.slice(-100), total: 120 });
      expect((await store.getWithChat(first.projectId, 0))?.chat).toEqual({ entries: [], total: 120 });
      expect(await store.getWithChat(1, 5)).toBeUndefined();
    });

    it("appends chat once per entry and pages backwards through it", async () => {
      const store = await makeStore();
      const { projectId } = project();
      await store.create({ ...project(), projectId });
      const entries = Array.from({ length: 7 }, (_, index) => entry(`e${index}`, 100 + index));
      for (const each of entries) expect(await store.appendChat(projectId, each, 200)).toBe(true);
      expect(await store.appendChat(projectId, { ...entry("e3", 999), content: "again" }, 200)).toBe(true);
      const last = await store.listChat(projectId, 3);
      expect(last).toEqual({ entries: entries.slice(4), total: 7 });
      const [oldest] = last.entries;
      const earlier = await store.listChat(projectId, 3, oldest);
      expect(earlier).toEqual({ entries: entries.slice(1, 4), total: 7 });
      expect(await store.appendChat(1, entry("e", 1), 200)).toBe(false);
      expect(await store.listChat(1, 10)).toEqual({ entries: [], total: 0 });
    });

    it("keeps the last of a chat, however many are appended at once, and less when less is to be kept", async () => {
      const store = await makeStore();
      const { projectId } = project();
      await store.create({ ...project(), projectId });
      const entries = Array.from({ length: 30 }, (_, index) => entry(`e${index}`, 100 + index));
      const [early, late] = [entries.slice(0, 12), entries.slice(12, 29)];
      for (const each of early) await store.appendChat(projectId, each, 12);
      await Promise.all(late.map((each) => store.appendChat(projectId, each, 12)));
      expect(await store.listChat(projectId, 100)).toEqual({ entries: entries.slice(17, 29), total: 12 });
      await store.appendChat(projectId, entry("e29", 129), 5);
      await store.appendChat(projectId, entry("e0", 100), 5);
      expect(await store.listChat(projectId, 100)).toEqual({ entries: entries.slice(25), total: 5 });
      expect((await store.getWithChat(projectId, 3))?.chat).toEqual({ entries: entries.slice(27), total: 5 });
    });

    it("deletes a project with its chat, and deleting again is nothing", async () => {
      const store = await makeStore();
      const first = project();
      await store.create(first);
      for (let index = 0; index < 30; index++) {
        await store.appendChat(first.projectId, entry(`e${index}`, index), 200);
      }
      await store.delete(first.projectId);
      await store.delete(first.projectId);
      expect(await store.getWithComposition(first.projectId)).toBeUndefined();
      expect((await store.listChat(first.projectId, 10)).entries).toEqual([]);
      expect(await store.listByUser(first.userId)).toEqual([]);
    });
  });
}

/** An object in an object, so many times. */
const deep = (levels: number): unknown => (levels === 0 ? "bottom" : { in: deep(levels - 1) });
