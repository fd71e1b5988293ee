/** Which of the viewer's headers, cookies or query strings a policy lets through. */
export interface Selection {
  readonly behavior: "none" | "whitelist" | "allExcept" | "all";
  /** Lower case for headers; as written otherwise. */
  readonly names: readonly string[];
}

export const NONE: Selection = { behavior: "none", names: [] };
export const ALL: Selection = { behavior: "all", names: [] };

export function selects({ behavior, names }: Selection, name: string): boolean {
  switch (behavior) {
    case "none":
      return false;
    case "all":
      return true;
    case "whitelist":
      return names.includes(name);
    case "allExcept":
      return !names.includes(name);
  }
}

/** What a cache policy and an origin request policy let through to the origin. */
export interface Forwarding {
  readonly headers: Selection;
  readonly cookies: Selection;
  readonly queries: Selection;
  /** CloudFront's own headers that are added, lower case. */
  readonly cloudFrontHeaders: readonly string[];
}

export const FORWARD_NOTHING: Forwarding = {
  headers: NONE,
  cookies: NONE,
  queries: NONE,
  cloudFrontHeaders: [],
};

/** An origin gets what either policy names. */
export function forwardsHeader(policies: readonly Forwarding[], name: string): boolean {
  return policies.some(({ headers }) => selects(headers, name));
}
