import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const PRODUCT = ["bin", "lib", "functions", "core", "web", "local"];

interface SourceFile {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Packages by name, our files by path. */
  readonly imports: readonly string[];
}

const filesOf = (folder: string): SourceFile[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts|mjs)$/.test(entry.name))
    .map((entry) => sourceFile(join(entry.parentPath, entry.name)));

function sourceFile(file: string): SourceFile {
  const text = readFileSync(file, "utf8");
  const imports = ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith(".") ? relative(ROOT, resolve(file, "..", fileName)) : packageOf(fileName),
    );
  return { path: relative(ROOT, file), text, imports };
}

const packageOf = (specifier: string): string =>
  specifier.startsWith("node:") ? specifier : (/^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);

const files = PRODUCT.flatMap(filesOf);
const inside = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
const isOurs = (path: string): boolean => inside(path, [...PRODUCT, "test"]);

/** Imports of files in `folder` that no entry of `allowed` covers. */
function strayImports(folder: string, allowed: (file: SourceFile, imported: string) => boolean): string[] {
  return files
    .filter(({ path }) => inside(path, [folder]))
    .flatMap((file) =>
      file.imports
        .filter((imported) => !allowed(file, imported))
        .map((imported) => `${file.path} → ${imported}`),
    );
}

/** Each domain folder, and the other domain folders it stands on. catalog is open to all. */
const DOMAINS: Readonly<Record<string, readonly string[]>> = {
  catalog: [],
  accounts: ["credits"],
  credits: [],
  compositions: [],
  events: ["compositions"],
  assets: ["compositions"],
  projects: ["accounts", "compositions", "events", "credits"],
  scenes: ["assets", "compositions", "credits", "events", "projects"],
  jobs: ["scenes", "assets", "compositions", "credits", "events", "projects", "renders"],
  agent: ["jobs", "scenes", "assets", "accounts", "compositions", "credits", "events", "projects"],
  renders: ["assets", "compositions", "credits", "projects"],
  webhooks: [],
};

/** Libraries without I/O and clock of their own; of node:crypto the domain takes the hashes, chance is a port. */
const PURE_LIBRARIES = ["zod", "fast-json-patch", "node:crypto"];

describe("who may import whom", () => {
  it("core/contract stands on zod alone", () => {
    expect(strayImports("core/contract", (_, to) => to === "zod" || inside(to, ["core/contract"]))).toEqual(
      [],
    );
  });

  it("core/ports stands on the contract", () => {
    expect(strayImports("core/ports", (_, to) => inside(to, ["core/contract", "core/ports"]))).toEqual([]);
  });

  it("each domain folder stands on contract, ports, catalog and the domains below it", () => {
    const folders = readdirSync(join(ROOT, "core")).filter(
      (name) => !["contract", "ports", "adapters"].includes(name),
    );
    expect(folders.filter((name) => !(name in DOMAINS))).toEqual([]);
    for (const domain of folders) {
      const below = ["contract", "ports", "catalog", domain, ...(DOMAINS[domain] ?? [])].map(
        (name) => `core/${name}`,
      );
      expect(
        strayImports(`core/${domain}`, (_, to) => PURE_LIBRARIES.includes(to) || inside(to, below)),
      ).toEqual([]);
    }
  });

  it("the domains have no cycle", () => {
    const reaches = (from: string, to: string): boolean =>
      (DOMAINS[from] ?? []).some((next) => next === to || reaches(next, to));
    expect(Object.keys(DOMAINS).filter((domain) => reaches(domain, domain))).toEqual([]);
  });

  it("the domain has no clock, no chance, no process and no I/O", () => {
    const forbidden =
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bfetch\(|\bsetTimeout\(|\bcrypto\./;
    const domains = files.filter(
      ({ path }) => inside(path, ["core"]) && !inside(path, ["core/adapters", "core/contract", "core/ports"]),
    );
    expect(
      domains.filter(({ text }) => forbidden.test(withoutComments(text))).map(({ path }) => path),
    ).toEqual([]);
    expect(
      domains
        .filter(({ imports }) => imports.some((to) => to.startsWith("node:") && !PURE_LIBRARIES.includes(to)))
        .map(({ path }) => path),
    ).toEqual([]);
  });

  it("adapters stand on contract, ports and libraries; what draws, on the layout that all that draws shares", () => {
    const allowed = ["core/contract", "core/ports", "core/adapters", "core/compositions/layout"];
    expect(strayImports("core/adapters", (_, to) => !isOurs(to) || inside(to, allowed))).toEqual([]);
  });

  it("a function imports core and functions/runtime, never another function", () => {
    const own = ({ path }: SourceFile) => path.split("/").slice(0, 2).join("/");
    expect(
      strayImports(
        "functions",
        (file, to) => !isOurs(to) || inside(to, ["core", "functions/runtime", own(file)]),
      ),
    ).toEqual([]);
  });

  it("lib knows the contract and nothing else of ours", () => {
    expect(strayImports("lib", (_, to) => !isOurs(to) || inside(to, ["lib", "core/contract"]))).toEqual([]);
  });

  it("web/compositions knows the contract and core/compositions", () => {
    const allowed = ["web/compositions", "core/contract", "core/compositions"];
    expect(strayImports("web/compositions", (_, to) => !isOurs(to) || inside(to, allowed))).toEqual([]);
  });

  it("local imports nothing of ours, so it cannot cheat", () => {
    expect(strayImports("local", (_, to) => !isOurs(to) || inside(to, ["local"]))).toEqual([]);
  });

  it("bin talks to the product over HTTP: of ours it imports lib alone", () => {
    expect(strayImports("bin", (_, to) => !isOurs(to) || inside(to, ["bin", "lib"]))).toEqual([]);
  });

  it("development-only licences stay in local/", () => {
    const copyleft = ["@cloud-copilot/iam-simulate", "@echogarden/espeak-ng-emscripten"];
    const users = files
      .filter(({ imports }) => imports.some((to) => copyleft.includes(to)))
      .map(({ path }) => path);
    expect(users.filter((path) => !inside(path, ["local"]))).toEqual([]);
  });
});

describe("sizes", () => {
  const lines = files.map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }));
  const sorted = lines.map((file) => file.lines).sort((a, b) => a - b);
  const percentile = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;

  it("no file is over 400 lines", () => {
    expect(
      [
        ...lines,
        ...filesOf("test").map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 })),
      ].filter((file) => file.lines > 400),
    ).toEqual([]);
  });

  it("half of the files have at most 100 lines, 95% at most 300", () => {
    expect(percentile(0.5)).toBeLessThanOrEqual(100);
    expect(percentile(0.95)).toBeLessThanOrEqual(300);
  });

  it("names say what a file does", () => {
    const vague = /(^|[/-])(utils?|helpers?|common|misc|manager)([./-]|$)/;
    expect(files.filter(({ path }) => vague.test(path)).map(({ path }) => path)).toEqual([]);
  });

  it("files are named in kebab-case, components in PascalCase", () => {
    const named = /^([a-z0-9]+(-[a-z0-9]+)*|[A-Z][A-Za-z0-9]*)(\.test|\.d)?\.(ts|tsx|mts|mjs)$/;
    expect(
      files.filter(({ path }) => !named.test(path.split("/").at(-1) ?? "")).map(({ path }) => path),
    ).toEqual([]);
  });
});

/** Good enough for a search: block comments and whole-line comments go. */
const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");
