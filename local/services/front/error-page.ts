import { STATUS_CODES } from "node:http";
import type { EdgeResponse } from "./edge-message.ts";

/** CloudFront's own page for what it could not do: HTML, whatever the viewer asked for. */
export function errorPage(status: number, reason: string, requestId: string): EdgeResponse {
  const title = `${status} ${STATUS_CODES[status] ?? "Error"}`;
  return {
    status,
    headers: new Headers({ "content-type": "text/html", "x-cache": "Error from cloudfront" }),
    body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>${reason}</p><p>Request ID: ${requestId}</p></body></html>\n`,
  };
}
