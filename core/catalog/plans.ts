import type { Plan } from "../ports/accounts.ts";

/** What a plan gives and caps. Names, credits, jobs and seconds: the Media API docs, "Plan Tiers"; the rest is ours. */
export interface PlanTerms {
  readonly name: string;
  /** Whole credits granted each month (UTC). */
  readonly monthlyCredits: number;
  /** Media API jobs in flight at once. */
  readonly maxConcurrentJobs: number;
  readonly maxVideoDurationInSeconds: number;
  readonly requestsPerMinute: number;
  /** Projects of an account at once. */
  readonly maxProjects: number;
  /** Messages kept of a project's chat; the oldest go. */
  readonly keptChatMessages: number;
  /** Long-video jobs that can be resumed or made again in part; the oldest ended ones go. */
  readonly keptJobs: number;
  /** Scenes made again, in a day (UTC). */
  readonly regenerationsPerDay: number;
  /** Generations that fail in a day (UTC) before no new run is admitted. */
  readonly failuresPerDay: number;
  /** Runs and renders that are ended while at work, in a day (UTC). */
  readonly cancelsPerDay: number;
  /** Files that are uploaded apart from a request, in a day (UTC). */
  readonly uploadsPerDay: number;
  /** The `thinking` option of the Task API. */
  readonly hasThinking: boolean;
}

export const planTerms: Readonly<Record<Plan, PlanTerms>> = {
  free: {
    name: "Free",
    monthlyCredits: 0,
    maxConcurrentJobs: 1,
    maxVideoDurationInSeconds: 5,
    requestsPerMinute: 30,
    maxProjects: 100,
    keptChatMessages: 2000,
    keptJobs: 50,
    regenerationsPerDay: 20,
    failuresPerDay: 100,
    cancelsPerDay: 20,
    uploadsPerDay: 20,
    hasThinking: false,
  },
  payg: {
    name: "Pay As You Go",
    monthlyCredits: 0,
    maxConcurrentJobs: 2,
    maxVideoDurationInSeconds: 15,
    requestsPerMinute: 60,
    maxProjects: 500,
    keptChatMessages: 2000,
    keptJobs: 200,
    regenerationsPerDay: 50,
    failuresPerDay: 200,
    cancelsPerDay: 50,
    uploadsPerDay: 50,
    hasThinking: false,
  },
  starter: {
    name: "Creator",
    monthlyCredits: 3900,
    maxConcurrentJobs: 3,
    maxVideoDurationInSeconds: 10,
    requestsPerMinute: 120,
    maxProjects: 2000,
    keptChatMessages: 5000,
    keptJobs: 300,
    regenerationsPerDay: 100,
    failuresPerDay: 300,
    cancelsPerDay: 100,
    uploadsPerDay: 100,
    hasThinking: false,
  },
  creator: {
    name: "Pro",
    monthlyCredits: 6900,
    maxConcurrentJobs: 5,
    maxVideoDurationInSeconds: 15,
    requestsPerMinute: 240,
    maxProjects: 5000,
    keptChatMessages: 5000,
    keptJobs: 400,
    regenerationsPerDay: 200,
    failuresPerDay: 500,
    cancelsPerDay: 200,
    uploadsPerDay: 200,
    hasThinking: true,
  },
  pro_plus: {
    name: "Pro Plus",
    monthlyCredits: 12_900,
    maxConcurrentJobs: 10,
    maxVideoDurationInSeconds: 15,
    requestsPerMinute: 600,
    maxProjects: 10_000,
    keptChatMessages: 10_000,
    keptJobs: 500,
    regenerationsPerDay: 500,
    failuresPerDay: 1000,
    cancelsPerDay: 500,
    uploadsPerDay: 500,
    hasThinking: true,
  },
};

/** Keys that are not revoked, at most, per account. */
export const MAX_ACTIVE_KEYS = 25;
