import { ClaudeChatModel } from "../../core/adapters/claude/claude-chat-model.ts";
import type { AgentDeps } from "../../core/agent/agent-deps.ts";
import { readEnv } from "../../core/contract/env.ts";
import { wireJobs } from "../runtime/wire-jobs.ts";

/** @throws {MissingEnvError} */
export function wire(env: NodeJS.ProcessEnv): AgentDeps {
  const settings = readEnv(env, ["anthropicSecret", "anthropicBaseUrl", "claudeModel"]);
  const jobs = wireJobs(env);
  const model = new ClaudeChatModel({
    apiKey: () => jobs.readSecret(settings.anthropicSecret),
    baseUrl: settings.anthropicBaseUrl,
    model: settings.claudeModel,
  });
  return { ...jobs, model };
}
