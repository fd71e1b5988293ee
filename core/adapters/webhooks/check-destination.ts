import { isIP } from "node:net";
import type { CheckDestination } from "../../ports/webhooks.ts";
import { hostOf, portOf } from "../ingest/guarded-request.ts";
import { type EgressAllowList, isAllowed, isPublicAddress } from "../ingest/public-addresses.ts";

/** Tells a private address at once; where a name leads is looked up when something is sent there. */
export const checkDestination =
  (allowList: EgressAllowList): CheckDestination =>
  (text) => {
    const url = new URL(text);
    const host = hostOf(url);
    const isPrivate = isIP(host) === 0 ? /(^|\.)localhost\.?$/.test(host) : !isPublicAddress(host);
    return isPrivate && !isAllowed(allowList, host, portOf(url))
      ? `${host} is not on the public internet`
      : undefined;
  };
