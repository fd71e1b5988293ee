import * as z from "zod";
import { templateId } from "./template.ts";

/*
 * What the operator asks of the admin function: a direct invocation, for which IAM says who may. `requestId` names the
 * request: sent again, it does what it did once.
 */

const plan = z.enum(["free", "payg", "starter", "creator", "pro_plus"]);
const userId = z.string().min(1).max(100);
const requestId = z.string().min(1).max(200);
const credits = z.number().int().min(1).max(1_000_000_000);

export const adminRequest = z.discriminatedUnion("action", [
  /** Idempotent by the email: an account that is there stays as it is. `credits` are purchased ones, given once. */
  z.object({
    action: z.literal("account.create"),
    email: z.email().max(320),
    plan: plan.default("free"),
    credits: z.number().int().min(0).max(1_000_000_000).default(0),
  }),
  z.object({
    action: z.literal("account.get"),
    userId: userId.optional(),
    email: z.string().optional(),
  }),
  z.object({ action: z.literal("account.topup"), requestId, userId, credits, note: z.string().optional() }),
  /** A larger plan gives the difference of the allowances at once; a smaller one takes nothing back. */
  z.object({ action: z.literal("account.plan"), userId, plan }),
  /** Lets whoever the identity provider `issuer` knows as `subject` in as the account. An identity is of one account for good. */
  z.object({
    action: z.literal("account.link"),
    userId,
    issuer: z.url({ protocol: /^https?$/ }).max(500),
    subject: z.string().min(1).max(255),
  }),
  /** Counts the account's projects again, which its plan caps. */
  z.object({ action: z.literal("account.recount"), userId }),
  /** Without a `requestId` each call makes another key. */
  z.object({
    action: z.literal("key.create"),
    userId,
    name: z.string().min(1).max(100).default("Default"),
    requestId: requestId.optional(),
  }),
  z.object({ action: z.literal("key.list"), userId }),
  /** A Strapi `video-template` export, or what `template.get` gives. All of it or nothing; again, it is the same. */
  z.object({ action: z.literal("template.import"), document: z.unknown() }),
  /** Stores the templates that come with the product, but over no imported one. */
  z.object({ action: z.literal("template.seed") }),
  z.object({ action: z.literal("template.list") }),
  z.object({ action: z.literal("template.get"), templateId }),
  /** A shipped template of that name is in use again from then on. */
  z.object({ action: z.literal("template.delete"), templateId }),
  /** `keyId`: the SHA-256 of the key, as `key.list` gives it. */
  z.object({ action: z.literal("key.revoke"), userId, keyId: z.string().regex(/^[0-9a-f]{64}$/) }),
  /** What operators did, the latest first. */
  z.object({
    action: z.literal("audit.list"),
    userId: userId.optional(),
    limit: z.number().int().min(1).max(500).default(50),
  }),
]);

export type AdminRequest = z.infer<typeof adminRequest>;
/** The request of one action. */
export type AdminRequestOf<Action extends AdminRequest["action"]> = Extract<AdminRequest, { action: Action }>;
