/** A route key, taken apart, and where it leads. */
export interface Route extends RoutePattern {
  readonly functionArn: string;
  readonly timeoutMs: number;
}

export interface RoutePattern {
  readonly key: string;
  /** `ANY` or one method; undefined for `$default`. */
  readonly method: string | undefined;
  readonly segments: readonly Segment[];
}

type Segment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "variable" | "greedy"; readonly name: string };

export interface Match {
  readonly route: Route;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** @param key `GET /pets/{id}`, `ANY /{proxy+}`, `$default` */
export function parseRouteKey(key: string): RoutePattern {
  if (key === "$default") return { key, method: undefined, segments: [] };
  const [method = "", path = ""] = key.split(" ");
  if (!path.startsWith("/")) throw new Error(`not a route key: ${key}`);
  return { key, method, segments: path.slice(1).split("/").map(parseSegment) };
}

function parseSegment(text: string): Segment {
  const [, name, greedy] = /^\{([^}+]+)(\+)?\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: "literal", text };
  return { kind: greedy ? "greedy" : "variable", name };
}

/**
 * The most specific route: full matches before greedy ones, literals before variables, a method before `ANY`,
 * `$default` last.
 *
 * @param path decoded, with its leading slash
 */
export function findRoute(routes: readonly Route[], method: string, path: string): Match | undefined {
  const given = path.slice(1).split("/");
  let best: Match | undefined;
  for (const route of routes) {
    const pathParameters = match(route, method, given);
    if (pathParameters && (!best || isMoreSpecific(route, best.route))) best = { route, pathParameters };
  }
  return best;
}

function match(route: Route, method: string, given: readonly string[]): Record<string, string> | undefined {
  if (route.method === undefined) return {};
  if (route.method !== "ANY" && route.method !== method) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries()) {
    const value = given[index];
    if (value === undefined) return undefined;
    if (segment.kind === "greedy") {
      const rest = given.slice(index).join("/");
      return rest === "" ? undefined : { ...parameters, [segment.name]: rest };
    }
    if (segment.kind === "literal" ? segment.text !== value : value === "") return undefined;
    if (segment.kind === "variable") parameters[segment.name] = value;
  }
  return given.length === route.segments.length ? parameters : undefined;
}

const RANK = { literal: 0, variable: 1, greedy: 2 };

function isMoreSpecific(one: RoutePattern, other: RoutePattern): boolean {
  if (one.method === undefined || other.method === undefined) return other.method === undefined;
  const isGreedy = ({ segments }: RoutePattern) => segments.at(-1)?.kind === "greedy";
  if (isGreedy(one) !== isGreedy(other)) return isGreedy(other);
  for (const [index, segment] of one.segments.entries()) {
    const rival = other.segments[index];
    if (!rival) break;
    if (RANK[segment.kind] !== RANK[rival.kind]) return RANK[segment.kind] < RANK[rival.kind];
  }
  return one.method !== "ANY" && other.method === "ANY";
}
