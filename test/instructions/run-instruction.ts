import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import * as z from "zod";
import type { ApiClient } from "../../bin/client/api-client.ts";
import { ApiClient as Client } from "../../bin/client/api-client.ts";
import { adminOf } from "../../bin/cloud/development-account.ts";
import type { LocalCloud } from "../../bin/cloud/local-cloud.ts";
import { composition } from "../../core/contract/composition.ts";
import { startingFilm } from "./film.ts";
import type { Instruction, InstructionSet } from "./instruction.ts";
import { problemsOf } from "./outcome.ts";

/** What came of one instruction. */
export interface Ran {
  readonly set: InstructionSet;
  readonly instruction: Instruction;
  /** Empty: it ended as it must. */
  readonly problems: readonly string[];
  /** What the agent answered. */
  readonly message: string;
  readonly tookMs: number;
}

const PICTURE = join(import.meta.dirname, "../../docs/stills/fit-cover.jpg");

/** Serves the pictures of the starting films; every path is the same one. */
export async function serveMedia(): Promise<{ url: string; close(): void }> {
  const picture = readFileSync(PICTURE);
  const server = createServer((_, response) =>
    response.writeHead(200, { "content-type": "image/jpeg" }).end(picture),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = z
    .object({ port: z.number() })
    .parse(server.address() satisfies AddressInfo | string | null);
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** Accounts of their own, because an account has one run at a time. */
export async function newClients(cloud: LocalCloud, count: number): Promise<ApiClient[]> {
  const admin = adminOf(cloud);
  const clients: ApiClient[] = [];
  for (let number = 1; number <= count; number++) {
    const email = `editor${number}@reelwright.test`;
    const { userId } = await admin.ask(
      { action: "account.create", requestId: email, email, plan: "creator", credits: 50_000 },
      z.object({ userId: z.string() }),
    );
    const { apiKey } = await admin.ask(
      { action: "key.create", requestId: `key of ${email}`, userId, name: "instructions" },
      z.object({ apiKey: z.string() }),
    );
    clients.push(new Client({ baseUrl: cloud.baseUrl, email, apiKey }));
  }
  return clients;
}

const done = z.object({ success: z.boolean(), data: z.object({ message: z.string() }) });
const failure = z.object({ error: z.string() });
const saved = z.object({ composition });

/** One instruction from a new project to what is saved in it, as a client does it. */
export async function runInstruction(
  client: ApiClient,
  mediaUrl: string,
  { set, instruction }: { readonly set: InstructionSet; readonly instruction: Instruction },
): Promise<Ran> {
  const startedAtMs = performance.now();
  const ended = (problems: readonly string[], message: string): Ran => {
    const tookMs = Math.round(performance.now() - startedAtMs);
    return { set, instruction, problems, message, tookMs };
  };
  const film = startingFilm(set.locale, mediaUrl);
  const { id: projectId } = await client.call("POST", "/api/video-project", z.object({ id: z.number() }), {
    name: instruction.message,
    composition: film,
  });
  const { selectedItemId } = instruction;
  const selected = selectedItemId === undefined ? undefined : film.items[selectedItemId];
  const selectedItemContext = selected && {
    itemId: selected.id,
    type: selected.type,
    assetId: selected.assetId,
    from: selected.from,
    durationInFrames: selected.durationInFrames,
  };
  let answer: z.infer<typeof done> | undefined;
  const body = { message: instruction.message, projectId, composition: film, locale: set.locale };
  for await (const { name, data } of client.stream("/api/agent", {
    ...body,
    ...(selected && { selectedItemContext }),
  })) {
    if (name === "error") return ended([`the run failed: ${failure.parse(data).error}`], "");
    if (name === "done") answer = done.parse(data);
  }
  if (answer === undefined) return ended(["the stream ended without a result"], "");
  const { message } = answer.data;
  const { composition: after } = await client.call("GET", `/api/video-project/${projectId}`, saved);
  const { says } = instruction.outcome;
  const unsaid =
    says === undefined || says.holds(message, undefined) ? [] : [`the answer must be ${says.label}`];
  const problems = [...problemsOf(film, after, instruction.outcome), ...unsaid];
  await client.call("DELETE", `/api/video-project/${projectId}`, z.unknown());
  return ended(problems, message);
}

/** All of them, as many at once as there are clients. @param onEnd after each */
export async function runInstructions(
  clients: readonly ApiClient[],
  mediaUrl: string,
  sets: readonly InstructionSet[],
  onEnd: (ran: Ran) => void = () => undefined,
): Promise<Ran[]> {
  const queue = sets.flatMap((set) => set.instructions.map((instruction) => ({ set, instruction })));
  const results: Ran[] = [];
  await Promise.all(
    clients.map(async (client) => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const ran = await runInstruction(client, mediaUrl, next);
        results.push(ran);
        onEnd(ran);
      }
    }),
  );
  return results;
}
