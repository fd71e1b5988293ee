import type { Assembly, Resource } from "../types.ts";

export interface AssemblyParts {
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Absolute paths by object key. */
  readonly assets: ReadonlyMap<string, string>;
}

/** Lookups over resolved resources; also what a test builds to run one service without a template. */
export function createAssembly({ resources, outputs, assets }: AssemblyParts): Assembly {
  return {
    resources,
    outputs,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    get(logicalId) {
      const [found, second] = resources.filter((resource) => resource.logicalId === logicalId);
      if (!found) throw new Error(`the template has no resource ${logicalId}`);
      if (second) throw new Error(`two stacks have a resource ${logicalId}`);
      return found;
    },
    assetPath(objectKey) {
      const path = assets.get(objectKey);
      if (path === undefined) throw new Error(`the assembly has no asset ${objectKey}`);
      return path;
    },
  };
}

/** The same assembly with every text of its properties and outputs, however deep, put through `replace`. */
export function mapTexts(assembly: Assembly, replace: (text: string) => string): Assembly {
  const deep = (value: unknown): unknown => {
    if (typeof value === "string") return replace(value);
    if (Array.isArray(value)) return value.map(deep);
    if (typeof value === "object" && value !== null) return deepRecord(value);
    return value;
  };
  const deepRecord = (record: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, deep(value)]));

  const resources = assembly.resources.map((resource) => ({
    ...resource,
    properties: deepRecord(resource.properties),
  }));
  const outputs = Object.fromEntries(
    Object.entries(assembly.outputs).map(([name, value]) => [name, replace(value)]),
  );
  return { ...createAssembly({ resources, outputs, assets: new Map() }), assetPath: assembly.assetPath };
}
