import { AwsError } from "../../../types.ts";
import { headerOf } from "../call.ts";
import type { ObjectRecord } from "../object-store.ts";
import { missingKey, type Operation, type OperationInput, xmlResponse } from "../operation.ts";
import { checkAcl } from "../stored-headers.ts";
import { childrenOf, childText, writeXml } from "../xml.ts";
import { readDocument } from "./delete-objects.ts";

export const getObjectTagging: Operation = async (input) => {
  const tags = Object.entries((await existing(input)).tags).map(([Key, Value]) => ({ Key, Value }));
  return xmlResponse(writeXml("Tagging", { TagSet: { Tag: tags } }));
};

export const putObjectTagging: Operation = async (input) => {
  const record = await existing(input);
  const tagSet = childrenOf(readDocument(input.call.request), "TagSet")[0];
  if (tagSet === undefined) throw new AwsError("MalformedXML", "Tagging has no TagSet.");
  const tags = childrenOf(tagSet, "Tag").map((tag) => [
    childText(tag, "Key") ?? "",
    childText(tag, "Value") ?? "",
  ]);
  if (tags.length > 10) throw new AwsError("InvalidTag", "Object tags cannot be greater than 10");
  input.bucket.objects.commit({ ...record, tags: Object.fromEntries(tags) });
  return { status: 200 };
};

export const deleteObjectTagging: Operation = async (input) => {
  input.bucket.objects.commit({ ...(await existing(input)), tags: {} });
  return { status: 204 };
};

export const putObjectAcl: Operation = async (input) => {
  await existing(input);
  const acl = headerOf(input.call.request, "x-amz-acl");
  if (acl === undefined) throw new AwsError("NotImplemented", "only canned ACLs are known here", 501);
  checkAcl(acl, input.bucket.configuration);
  return { status: 200 };
};

async function existing(input: OperationInput): Promise<ObjectRecord> {
  const record = input.bucket.find(input.call.key);
  if (record === undefined) throw await missingKey(input);
  return record;
}
