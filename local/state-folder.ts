import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { StartError } from "./start-error.ts";

const MARKER = "reelwright.json";
const LAYOUT = 1;
const FORGOTTEN = ".forgotten";
/** Whoever starts the cloud may write its log there first. */
const LOG_FILE = "local-cloud.log";

export interface StateFolder {
  /** Absolute. */
  readonly path: string;
  release(): Promise<void>;
}

/**
 * Takes the folder in which everything is kept between boots, for this process alone.
 *
 * @param isFresh forget what is in it
 * @throws StartError when another process has it, or when it is somebody else's folder
 */
export async function openStateFolder(folder: string, isFresh: boolean): Promise<StateFolder> {
  const path = resolve(folder);
  const marker = join(path, MARKER);
  const content = contentOf(path).filter((name) => name !== LOG_FILE);
  if (content.length > 0 && !existsSync(marker)) {
    throw new StartError(`${path} is not a state folder of Reelwright: choose another one with --state`);
  }
  const lock = await lockFolder(realpathSync(path));
  if (isFresh) setAside(path, content);
  writeFileSync(marker, JSON.stringify({ layout: LAYOUT }));
  const removing = rm(join(path, FORGOTTEN), { recursive: true, force: true });
  // What cannot be removed now is tried again at the next boot.
  removing.catch(() => undefined);
  return {
    path,
    async release() {
      await removing.catch(() => undefined);
      await new Promise((done) => lock.close(done));
    },
  };
}

/** Removing thousands of files takes seconds on a busy disk; a boot need not wait for it. */
function setAside(path: string, content: readonly string[]): void {
  const folder = join(path, FORGOTTEN, randomUUID());
  mkdirSync(folder, { recursive: true });
  for (const name of content) if (name !== FORGOTTEN) renameSync(join(path, name), join(folder, name));
}

/** @throws StartError when the folder cannot be made or read: no space, no right, a file in its place */
function contentOf(path: string): string[] {
  try {
    mkdirSync(path, { recursive: true });
    return readdirSync(path);
  } catch (cause) {
    throw new StartError(`cannot use ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/** A socket, and not a file with a process id: it vanishes with its process, and no later process can be taken for it. */
async function lockFolder(path: string): Promise<Server> {
  const name = `reelwright-${createHash("sha256").update(path).digest("hex").slice(0, 16)}.lock`;
  const socket = join(tmpdir(), name);
  if (existsSync(socket)) {
    if (await isAnswered(socket)) throw new StartError(`another local cloud is using ${path}`);
    rmSync(socket, { force: true });
  }
  const server = createServer((connection) => connection.end());
  await new Promise<void>((done, reject) => {
    server.once("error", reject);
    server.listen(socket, done);
  });
  server.unref();
  return server;
}

function isAnswered(socket: string): Promise<boolean> {
  return new Promise((done) => {
    const connection = connect(socket);
    connection.once("connect", () => {
      connection.destroy();
      done(true);
    });
    // Refused: the process that made it is gone.
    connection.once("error", () => done(false));
  });
}
