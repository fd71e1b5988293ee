import { BlockList, isIP } from "node:net";

/**
 * Ranges that are nobody's public address: IANA's special-purpose registries. Of IPv6 only 2000::/3 is given out for the
 * public internet, so that everything else, with what carries an IPv4 address inside, is refused without being named.
 * Source: https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry
 */
const special: readonly (readonly [network: string, prefix: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["::", 3],
  ["4000::", 2],
  ["8000::", 1],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["2620:4f:8000::", 48],
  ["3fff::", 20],
];

type Family = "ipv4" | "ipv6";
const familyOf = (address: string): Family => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** One list a family: Node compares IPv4 addresses with `::ffff:0:0/96` as well, which would block them all. */
const blockLists = new Map<Family, BlockList>();

/** Made at the first question: most environments that could be asked never are. */
function blockListOf(family: Family): BlockList {
  const known = blockLists.get(family);
  if (known !== undefined) return known;
  const list = new BlockList();
  for (const [network, prefix] of special) {
    if (familyOf(network) === family) list.addSubnet(network, prefix, family);
  }
  blockLists.set(family, list);
  return list;
}

/** Whether `address` (an IP literal without brackets or zone) is on the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || address.includes("%")) return false;
  const family = familyOf(address);
  return !blockListOf(family).check(address, family);
}

/** Hosts that may be reached although they are private: `host` (any port) or `host:port`. */
export type EgressAllowList = ReadonlySet<string>;

/** Reads the comma-separated list of the deployment. */
export function parseAllowList(list: string): EgressAllowList {
  return new Set(
    list
      .split(",")
      .map((entry) => entry.trim().toLowerCase())
      .filter((entry) => entry !== ""),
  );
}

export function isAllowed(allowList: EgressAllowList, host: string, port: number): boolean {
  return allowList.has(host) || allowList.has(`${host}:${port}`);
}
