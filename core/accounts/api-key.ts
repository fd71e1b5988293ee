import { createHash } from "node:crypto";
import type { Ids } from "../ports/time-and-ids.ts";

const PREFIX = "ma_";
const FORM = /^ma_[0-9a-f]{32}$/;
/** Characters that lists show: enough to recognise a key by, too few to guess it from. */
const SHOWN_CHARACTERS = 11;

/** A new key, `ma_` + 32 hex: whoever has it is the account. */
export const newApiKey = (ids: Ids): string => `${PREFIX}${ids.secret()}`;

/** Whether it can be a key at all; spares a look-up of nonsense. */
export const looksLikeApiKey = (text: string): boolean => FORM.test(text);

/** What is kept of a key: SHA-256, hex. 128 random bits need no salt. */
export const hashOfApiKey = (apiKey: string): string => createHash("sha256").update(apiKey).digest("hex");

export const prefixOfApiKey = (apiKey: string): string => apiKey.slice(0, SHOWN_CHARACTERS);
