// A CloudFront Function (viewer request). A request above 6 MB cannot pass a Lambda, so it is told so here,
// in the shape of the API it was for.
var LIMIT_IN_BYTES = 6 * 1024 * 1024;

// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by name.
function handler(event) {
  var request = event.request;
  var length = request.headers["content-length"];
  if (!length || Number(length.value) <= LIMIT_IN_BYTES) return request;

  var message =
    "The request body is larger than 6 MB. Upload larger files by POST /api/uploads and name them by uploadId.";
  var body =
    request.uri.indexOf("/api/v1/") === 0
      ? { error: { code: "payload_too_large", message: message, type: "validation_error" } }
      : { success: false, error: "PAYLOAD_TOO_LARGE", message: message, data: {} };
  return {
    statusCode: 413,
    statusDescription: "Content Too Large",
    headers: { "content-type": { value: "application/json" }, "cache-control": { value: "no-store" } },
    body: { encoding: "text", data: JSON.stringify(body) },
  };
}
