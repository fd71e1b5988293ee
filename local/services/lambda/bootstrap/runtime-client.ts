import http from "node:http";

export interface RuntimeReply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** The Runtime API as the bootstrap calls it. */
export interface RuntimeClient {
  readonly target: { host: string; port: number; agent: http.Agent };
  path(suffix: string): string;
  call(method: "GET" | "POST", suffix: string, body?: string): Promise<RuntimeReply>;
}

/** @param address `AWS_LAMBDA_RUNTIME_API`: `host:port` */
export function createRuntimeClient(address: string): RuntimeClient {
  const at = address.lastIndexOf(":");
  const target = {
    host: address.slice(0, at),
    port: Number(address.slice(at + 1)),
    // A second socket, because a streamed response is open while an error may have to be told.
    agent: new http.Agent({ keepAlive: true, maxSockets: 2 }),
  };
  const path = (suffix: string) => `/2018-06-01/runtime${suffix}`;
  return {
    target,
    path,
    call: (method, suffix, body) =>
      new Promise((resolve, reject) => {
        const request = http.request({ ...target, method, path: path(suffix) }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString("utf8"),
            }),
          );
        });
        request.on("error", reject);
        request.end(body);
      }),
  };
}
