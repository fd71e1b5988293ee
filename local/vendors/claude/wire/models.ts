import { ApiError, invalid } from "./errors.ts";

export interface ModelCard {
  readonly id: string;
  readonly display_name: string;
  readonly created_at: string;
  readonly line: string;
  /** Output tokens. */
  readonly max_tokens: number;
  /** Input tokens. */
  readonly max_input_tokens: number;
  /** The shortest prefix, in tokens, that the prompt cache keeps. */
  readonly minCacheableTokens: number;
}

function card(
  id: string,
  name: string,
  line: string,
  createdAt: string,
  minCacheableTokens: number,
): ModelCard {
  const max_tokens = line === "haiku" ? 64_000 : 128_000;
  return {
    id,
    display_name: name,
    created_at: createdAt,
    line,
    max_tokens,
    max_input_tokens: 200_000,
    minCacheableTokens,
  };
}

/**
 * The model ids that the SDK of this project lists, newest first. An id outside the list is a 404, as a typo is at the vendor.
 * Release dates are the epoch ("may be set to an epoch value if the release date is unknown").
 */
const EPOCH = "1970-01-01T00:00:00Z";
export const MODELS: readonly ModelCard[] = [
  card("claude-sonnet-5-5", "Claude Sonnet 5.5", "sonnet", EPOCH, 1024),
  card("claude-opus-5-5", "Claude Opus 5.5", "opus", EPOCH, 4096),
  card("claude-haiku-5-5", "Claude Haiku 5.5", "haiku", EPOCH, 4096),
  card("claude-sonnet-5", "Claude Sonnet 5", "sonnet", EPOCH, 1024),
  card("claude-opus-5", "Claude Opus 5", "opus", EPOCH, 4096),
  card("claude-opus-4-8", "Claude Opus 4.8", "opus", EPOCH, 4096),
  card("claude-opus-4-7", "Claude Opus 4.7", "opus", EPOCH, 4096),
  card("claude-opus-4-6", "Claude Opus 4.6", "opus", EPOCH, 4096),
  card("claude-sonnet-4-6", "Claude Sonnet 4.6", "sonnet", EPOCH, 1024),
  card("claude-haiku-4-5", "Claude Haiku 4.5", "haiku", EPOCH, 4096),
  card("claude-haiku-4-5-20251001", "Claude Haiku 4.5", "haiku", EPOCH, 4096),
  card("claude-opus-4-5", "Claude Opus 4.5", "opus", EPOCH, 4096),
  card("claude-opus-4-5-20251101", "Claude Opus 4.5", "opus", EPOCH, 4096),
  card("claude-sonnet-4-5", "Claude Sonnet 4.5", "sonnet", EPOCH, 1024),
  card("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", "sonnet", EPOCH, 1024),
];

/** @throws ApiError 404 `not_found_error` */
export function modelOf(id: string): ModelCard {
  const found = MODELS.find((model) => model.id === id);
  if (found === undefined) throw new ApiError(404, `model: ${id}`);
  return found;
}

function publicModel(model: ModelCard): Record<string, unknown> {
  return {
    type: "model",
    id: model.id,
    display_name: model.display_name,
    created_at: model.created_at,
    line: model.line,
    lifecycle: "active",
    deprecated_at: null,
    retires_at: null,
    max_tokens: model.max_tokens,
    max_input_tokens: model.max_input_tokens,
    capabilities: null,
  };
}

/** GET /v1/models/{id} */
export function describeModel(id: string): Record<string, unknown> {
  return publicModel(modelOf(id));
}

/** GET /v1/models, paged by `limit` (1 to 1000), `after_id`, `before_id`. */
export function listModels(query: URLSearchParams): Record<string, unknown> {
  const limit = Number(query.get("limit") ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw invalid("limit: Input should be a whole number from 1 to 1000");
  }
  const before = query.get("before_id");
  const after = query.get("after_id");
  const start = after === null ? 0 : MODELS.findIndex((model) => model.id === after) + 1;
  const end = before === null ? MODELS.length : MODELS.findIndex((model) => model.id === before);
  if ((after !== null && start === 0) || end === -1) throw invalid("after_id/before_id: unknown model id");
  const eligible = MODELS.slice(start, end);
  const page = before === null ? eligible.slice(0, limit) : eligible.slice(-limit);
  return {
    data: page.map(publicModel),
    has_more: eligible.length > page.length,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  };
}
