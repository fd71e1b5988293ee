import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type middy from "@middy/core";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { LambdaAnswer } from "./http-answer.ts";

const compress = promisify(gzip);

/**
 * Bytes from which a body is compressed. Lambda answers at most 6 MB, with every quote of a JSON body escaped: a
 * composition of 5 MB would not fit as text.
 */
const FROM_BYTES = 64 * 1024;
/** Speed before size: level 1 makes JSON about as small. */
const LEVEL = 1;

/** Gzips large answers for clients that take them so. */
export const compression: middy.MiddlewareObj<APIGatewayProxyEventV2, LambdaAnswer> = {
  after: async ({ event, response }) => {
    if (!response || response.body.length < FROM_BYTES) return;
    response.headers.vary = "accept-encoding";
    if (!/\bgzip\b/i.test(event.headers["accept-encoding"] ?? "")) return;
    response.body = (await compress(response.body, { level: LEVEL })).toString("base64");
    response.headers["content-encoding"] = "gzip";
    response.isBase64Encoded = true;
  },
};
