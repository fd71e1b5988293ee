import type { Readable } from "node:stream";

/** A request between the stages of the front: viewer → distribution → origin. */
export interface EdgeRequest {
  readonly method: string;
  /** As sent, percent-encoding and all. */
  readonly path: string;
  /** As sent, without `?`; "" when there is none. */
  readonly query: string;
  readonly headers: Headers;
  readonly body: Buffer;
  /** Whoever connected: the viewer to CloudFront, CloudFront to an origin. */
  readonly peer: { readonly address: string; readonly port: number };
}

export interface EdgeResponse {
  readonly status: number;
  readonly headers: Headers;
  /** A stream is passed on as it comes. */
  readonly body?: string | Buffer | Readable | undefined;
}

/** Answers a request; never rejects for what a function or a viewer did. */
export type Handle = (request: EdgeRequest) => Promise<EdgeResponse>;

/** A JSON body in the form that AWS's HTTP services use for their own refusals. */
export function jsonRefusal(
  status: number,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): EdgeResponse {
  return {
    status,
    headers: new Headers({ ...headers, "content-type": "application/json" }),
    body: JSON.stringify(body),
  };
}
