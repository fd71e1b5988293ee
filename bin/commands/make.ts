import { join } from "node:path";
import { ApiClient } from "../client/api-client.ts";
import { creditsLeft, developmentAccount } from "../cloud/development-account.ts";
import { bootLocalCloud, type LocalCloud } from "../cloud/local-cloud.ts";
import { synthesize } from "../cloud/synthesize.ts";
import { progressFor } from "../terminal/progress.ts";
import { UserError } from "../terminal/user-error.ts";
import { requireDisk } from "./disk-space.ts";
import { createFilmProject, downloadFilm, type Film, renderFilm, runAgent } from "./make-film.ts";
import { type MakeOptions, parseMakeOptions, slugOf } from "./make-options.ts";
import { forgetMakeState, type MakeState, readMakeState, writeMakeState } from "./make-state.ts";
import { endWithThisProcess } from "./process-end.ts";
import { Stopwatch } from "./stopwatch.ts";

const STATE = ".reelwright";
const ASSEMBLY = "cdk.out";

/** `npm run make`: boots the product on this machine and is then an ordinary client of it. */
export async function make(args: readonly string[]): Promise<void> {
  const options = parseMakeOptions(args);
  await requireDisk(process.cwd());
  const interrupted = options.isResume ? await readMakeState(STATE) : undefined;
  if (options.isResume && !interrupted) throw new UserError("There is no interrupted film to resume.");

  const progress = progressFor(options.isJson);
  const watch = new Stopwatch();
  let cloud: LocalCloud | undefined;
  const release = endWithThisProcess(async () => {
    progress.end();
    await cloud?.stop();
  });
  try {
    progress.say("synthesizing the template");
    await watch.time("synthesize", () => synthesize(ASSEMBLY));
    const booted = await watch.time("boot", () =>
      bootLocalCloud({
        assemblyFolder: ASSEMBLY,
        stateFolder: STATE,
        port: 0,
        mediaPort: 0,
        isFresh: false,
        showsLog: false,
      }),
    );
    cloud = booted;
    const account = await developmentAccount(booted, STATE);
    const client = new ApiClient({ baseUrl: booted.baseUrl, ...account });

    const before = await creditsLeft(booted, account.userId);
    const state = interrupted ?? (await begin(client, options));
    const film = await Promise.race([
      work(client, state, { isResume: options.isResume, progress, watch }),
      booted.died.then((words) => Promise.reject(new UserError(`The local cloud ended: ${words}`))),
    ]);
    await forgetMakeState(STATE);
    progress.end();
    const credits = before - (await creditsLeft(booted, account.userId));
    summarize({ ...film, credits }, state.out, watch, options.isJson);
  } catch (error) {
    progress.end();
    if (!(await readMakeState(STATE))) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${reason} The project is kept; "npm run make -- --resume" finishes it.`, {
      cause: error,
    });
  } finally {
    await cloud?.stop();
    release();
  }
}

async function begin(client: ApiClient, options: MakeOptions): Promise<MakeState> {
  const topic = options.topic ?? "";
  const projectId = await createFilmProject(client, topic, options);
  const state = {
    projectId,
    topic,
    locale: options.locale,
    resolution: options.resolution,
    ...(options.scenes !== undefined && { scenes: options.scenes }),
    out: options.out ?? join("out", `${slugOf(topic)}.mp4`),
  };
  await writeMakeState(STATE, state);
  return state;
}

async function work(
  client: ApiClient,
  state: MakeState,
  {
    isResume,
    progress,
    watch,
  }: { isResume: boolean; progress: ReturnType<typeof progressFor>; watch: Stopwatch },
): Promise<Film> {
  const run = await watch.time("agent", () => runAgent(client, state, { isResume, progress }));
  const rendered = await watch.time("render", () => renderFilm(client, state, progress));
  await watch.time("download", () => downloadFilm(rendered.url, state.out));
  return { ...run, ...rendered };
}

function summarize(film: Film & { credits: number }, out: string, watch: Stopwatch, isJson: boolean): void {
  const seconds = Object.fromEntries(watch.seconds());
  const summary = {
    file: out,
    lengthInSeconds: film.lengthInSeconds,
    scenes: film.scenes,
    credits: film.credits,
    segments: film.segments,
    seconds,
  };
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ event: "summary", data: summary })}\n`);
    return;
  }
  const stages = [...watch.seconds()].map(([stage, spent]) => `${stage} ${spent.toFixed(1)} s`).join(", ");
  const drawnBy = Object.entries(film.segments).map(([renderer, segments]) => `${segments} ${renderer}`);
  process.stdout.write(
    `\n${out}\n  ${film.lengthInSeconds.toFixed(1)} s, ${film.scenes} scenes, ${film.credits} credits\n  segments: ${drawnBy.join(", ")}\n  ${stages}\n`,
  );
}
