import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { s3BlobStore } from "../../../core/adapters/s3/blob-store.ts";
import { s3UploadForms } from "../../../core/adapters/s3/upload-forms.ts";
import { createS3Service } from "../../../local/services/s3/service.ts";
import { type OpenGateway, openGateway, resource } from "../../local/services/open-gateway.ts";

const FORM_SECONDS = 900;
const KEY = "uploads/user-1/upload_1";
let gateway: OpenGateway;
let client: S3Client;

beforeAll(async () => {
  gateway = await openGateway([resource("Data", "AWS::S3::Bucket", "data")]);
  gateway.add(createS3Service(gateway.context));
  client = new S3Client({ ...gateway.clientConfig, forcePathStyle: true });
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
});

const signed = () =>
  s3UploadForms("data", client).sign(KEY, { maxSizeInBytes: 10, expiresInSeconds: FORM_SECONDS });

async function post(
  file: string,
  more: Record<string, string> = {},
  form?: Awaited<ReturnType<typeof signed>>,
) {
  const { url, fields } = form ?? (await signed());
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...more })) body.set(name, value);
  body.set("file", new Blob([file], { type: "text/html" }), "page.html");
  const response = await fetch(url, { method: "POST", body });
  return { status: response.status, text: await response.text() };
}

describe("an upload form", () => {
  it("puts one file under its key, as bytes of no known kind", async () => {
    expect(await post("<script>")).toMatchObject({ status: 204 });
    const data = s3BlobStore("data", client);
    expect(new TextDecoder().decode(await data.get(KEY))).toBe("<script>");
    expect(await data.head(KEY)).toMatchObject({ mimeType: "application/octet-stream", sizeInBytes: 8 });
  });

  it.each([
    ["a file that is too large", "x".repeat(11), {}, "EntityTooLarge"],
    ["a file without bytes", "", {}, "EntityTooSmall"],
    ["another account's folder", "x", { key: "uploads/user-2/upload_1" }, "Policy Condition failed"],
    ["another kind of content", "x", { "Content-Type": "text/html" }, "Policy Condition failed"],
    ["a field that was not signed", "x", { "x-amz-meta-a": "b" }, "Extra input fields"],
    ["a signature that is none", "x", { "X-Amz-Signature": "0".repeat(64) }, "SignatureDoesNotMatch"],
  ])("refuses %s", async (_, file, more, reason) => {
    expect((await post(file, more)).text).toContain(reason);
  });

  it("is good for its time and no longer", async () => {
    const form = await signed();
    gateway.context.clock.advance((FORM_SECONDS - 60) * 1000);
    expect(await post("x", {}, form)).toMatchObject({ status: 204 });
    gateway.context.clock.advance(120_000);
    expect((await post("x", {}, form)).text).toContain("Policy expired");
  });
});
