import { gunzipSync } from "node:zlib";
import * as z from "zod";
import { createAccount } from "../../../core/accounts/create-account.ts";
import { createApiKey } from "../../../core/accounts/create-api-key.ts";
import { createKeyLookup } from "../../../core/accounts/key-lookup.ts";
import { checkDestination } from "../../../core/adapters/webhooks/check-destination.ts";
import type { AccountStore, Plan } from "../../../core/ports/accounts.ts";
import type { ProjectStore } from "../../../core/ports/projects.ts";
import type { ProjectsApiDeps } from "../../../functions/projects-api/deps.ts";
import { projectRoutes } from "../../../functions/projects-api/routes/all.ts";
import { projectSurface } from "../../../functions/runtime/http-answer.ts";
import { jsonFunction } from "../../../functions/runtime/http-function.ts";
import { createLogger } from "../../../functions/runtime/logger.ts";
import type { Protection } from "../../../functions/runtime/protection.ts";
import { inMemoryAccountStore } from "../../suites/in-memory/account-store.ts";
import { type TestClock, testClock, testIds } from "../../suites/in-memory/clock.ts";
import { inMemoryProjectStore } from "../../suites/in-memory/project-store.ts";
import { inMemoryTemplateStore } from "../../suites/in-memory/template-store.ts";
import { lambdaContext, lambdaEvent, type TestRequest } from "../lambda-event.ts";

export const MEDIA = "https://media.example.com";
export const EMAIL = "Someone@Example.com";

/** The Project API on in-memory stores, and one account that calls it. */
export interface Fixture {
  readonly clock: TestClock;
  readonly accounts: AccountStore;
  readonly projects: ProjectStore;
  readonly started: { userId: string; projectId: number }[];
  readonly stopped: number[];
  /** Sends as the account, with its key and email; `body` and `query` may say otherwise. */
  call(request: TestRequest): Promise<Answer>;
  /** Sends exactly what is given. */
  send(request: TestRequest): Promise<Answer>;
  newCaller(email: string, plan?: Plan): Promise<{ apiKey: string; userId: string; keyHash: string }>;
  readonly apiKey: string;
  readonly keyHash: string;
}

/** An answer, and what a test looks for in it: reading what it does not have throws. */
export interface Answer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  /** The whole body, to be compared. */
  readonly json: unknown;
  /** The error's; undefined for a success. */
  readonly code: string | undefined;
  /** What a refusal says of single fields. */
  readonly fields: readonly { readonly path: string; readonly message: string }[];
  readonly project: Project;
  readonly projects: readonly Project[];
}

const refusal = z.object({ error: z.string().optional() });
const fields = z.array(z.object({ path: z.string(), message: z.string() }));
const project = z.looseObject({
  id: z.number(),
  chat_history: z.array(z.looseObject({ id: z.string(), content: z.string() })).optional(),
});
/** As the API shows it; what a test only compares is not looked into. */
export type Project = z.infer<typeof project>;

const answerOf = (statusCode: number, headers: Record<string, string>, json: unknown): Answer => ({
  statusCode,
  headers,
  json,
  get code() {
    return refusal.parse(json).error;
  },
  get fields() {
    return z.object({ data: z.object({ fields: fields.default([]) }) }).parse(json).data.fields;
  },
  get project() {
    return z.object({ data: project }).parse(json).data;
  },
  get projects() {
    return z.object({ data: z.array(project) }).parse(json).data;
  },
});

export async function projectsApi(
  overrides: Partial<ProjectsApiDeps> = {},
  protection: Protection | "none" = "none",
): Promise<Fixture> {
  const clock = testClock(Date.UTC(2026, 4, 26, 9));
  const ids = testIds();
  const accounts = inMemoryAccountStore();
  const projects = inMemoryProjectStore();
  const started: Fixture["started"] = [];
  const stopped: number[] = [];
  const handler = jsonFunction({
    surface: projectSurface,
    logger: createLogger("test"),
    checkOrigin: async () => undefined,
    protection,
    routes: projectRoutes({
      clock,
      ids,
      projects,
      templates: inMemoryTemplateStore(),
      lookUpKey: createKeyLookup({ accounts, clock }),
      media: { baseUrl: async () => MEDIA },
      checkDestination: checkDestination(new Set()),
      startRender: async (request) => {
        started.push(request);
        return { renderId: "render_1" };
      },
      stopWork: async ({ projectId }) => void stopped.push(projectId),
      ...overrides,
    }),
  });
  const send = async (request: TestRequest): Promise<Answer> => {
    const { statusCode, headers, body, isBase64Encoded } = await handler(
      lambdaEvent(request),
      lambdaContext(),
    );
    const text = isBase64Encoded ? gunzipSync(Buffer.from(body, "base64")).toString() : body;
    return answerOf(statusCode, headers, JSON.parse(text));
  };
  const newCaller = async (email: string, plan: Plan = "creator") => {
    const { userId } = await createAccount({ accounts, clock, ids }, { email, plan });
    const { apiKey, record } = await createApiKey({ accounts, clock, ids }, { userId, name: "Test" });
    return { apiKey, userId, keyHash: record.keyHash };
  };
  const { apiKey, keyHash } = await newCaller(EMAIL);
  const call = ({ body, query, headers, ...rest }: TestRequest) => {
    const hasBody = typeof body === "object" && body !== null;
    return send({
      ...rest,
      headers: { "api-key": apiKey, ...headers },
      query: hasBody || body !== undefined ? { ...query } : { email: EMAIL, ...query },
      ...(body !== undefined && { body: hasBody ? { email: EMAIL, ...body } : body }),
    });
  };
  return { clock, accounts, projects, started, stopped, call, send, newCaller, apiKey, keyHash };
}

/** Creates a project and shows it as it was answered. */
export async function newProject({ call }: Fixture, body: Record<string, unknown> = {}): Promise<Project> {
  return (await call({ method: "POST", path: "/api/video-project", body })).project;
}
