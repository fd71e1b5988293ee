import type { Attachment } from "../contract/attached-file.ts";
import type { BlobStore } from "../ports/blob-store.ts";
import type { ChatContent } from "../ports/chat-model.ts";
import { readAttachment } from "./attachments.ts";
import { escapeTags } from "./prompt-text.ts";

/**
 * What the model gets of the attached files: of each a line that names it, then what is in it where it is read. All of it
 * is somebody's material: text is fenced by a tag that nothing in it can close.
 */
export async function attachmentBlocks(
  deps: { readonly data: BlobStore },
  userId: string,
  attachments: readonly Attachment[],
): Promise<ChatContent[]> {
  const blocks: ChatContent[] = [];
  for (const attachment of attachments) {
    const bytes = attachment.isRead ? await readAttachment(deps, userId, attachment) : undefined;
    blocks.push(...blocksOf(attachment, bytes));
  }
  return blocks;
}

function blocksOf(attachment: Attachment, bytes: Uint8Array | undefined): ChatContent[] {
  const { kind, mimeType } = attachment;
  const tag = `attachment ${attributesOf(attachment, bytes !== undefined)}`;
  if (bytes === undefined) return [{ type: "text", text: `<${tag} />` }];
  if (kind === "text") {
    const text = escapeTags(new TextDecoder().decode(bytes));
    return [{ type: "text", text: `<${tag}>\n${text}\n</attachment>` }];
  }
  const base64 = Buffer.from(bytes).toString("base64");
  const label: ChatContent = { type: "text", text: `<${tag} />` };
  return [label, { type: kind === "pdf" ? "document" : "image", mediaType: mimeType, base64 }];
}

function attributesOf(attachment: Attachment, isRead: boolean): string {
  const { assetId, name, kind, width, height, durationInSeconds } = attachment;
  const isMedia = kind === "image" || kind === "video" || kind === "audio";
  const attributes = {
    ...(isMedia && { assetId }),
    name,
    type: kind,
    width,
    height,
    durationInSeconds: durationInSeconds?.toFixed(2),
    ...(!isRead && kind !== "video" && kind !== "audio" && { unseen: "it is too large, or gone" }),
  };
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}="${escapeAttribute(String(value))}"`)
    .join(" ");
}

/** On one line, and nothing in it ends the attribute. */
const escapeAttribute = (text: string): string =>
  escapeTags(text.replaceAll(/\s+/g, " ")).replaceAll('"', "&quot;");
