import { invalid } from "./errors.ts";
import { readImageHeader } from "./image-size.ts";
import type { ContentBlock, Message } from "./request-schema.ts";

/*
 * Pictures and documents of a request, as the vendor looks at them before a model does.
 * Source: https://platform.claude.com/docs/en/build-with-claude/vision and …/pdf-support
 */
const MAX_IMAGE_BASE64_BYTES = 5 * 1024 * 1024;
const MAX_IMAGES = 100;
const MANY_IMAGES = 20;
const MAX_PIXELS = 8000;
const MAX_PIXELS_OF_MANY = 2000;
const MAX_PDF_PAGES = 100;

interface Placed<Block> {
  readonly block: Block;
  /** `messages.0.content.1` */
  readonly path: string;
}
type Of<Type extends ContentBlock["type"]> = Extract<ContentBlock, { type: Type }>;

/** @throws ApiError 400 for what the vendor would not look at */
export function checkMedia(messages: readonly Message[]): void {
  const placed = messages.flatMap((message, index) => mediaOf(message, `messages.${index}`));
  const images = placed.filter(isImage);
  if (images.length > MAX_IMAGES) throw invalid(`Too many images: ${images.length} > ${MAX_IMAGES}`);
  const maxPixels = images.length > MANY_IMAGES ? MAX_PIXELS_OF_MANY : MAX_PIXELS;
  for (const image of images) checkImage(image, maxPixels);
  const pages = placed.filter(isDocument).reduce((sum, document) => sum + checkDocument(document), 0);
  if (pages > MAX_PDF_PAGES) throw invalid(`A maximum of ${MAX_PDF_PAGES} PDF pages may be provided.`);
}

const isImage = (placed: Placed<ContentBlock>): placed is Placed<Of<"image">> =>
  placed.block.type === "image";
const isDocument = (placed: Placed<ContentBlock>): placed is Placed<Of<"document">> =>
  placed.block.type === "document";

function mediaOf({ role, content }: Message, path: string): Placed<ContentBlock>[] {
  if (typeof content === "string") return [];
  return content.flatMap((block, index): Placed<ContentBlock>[] => {
    const at = `${path}.content.${index}`;
    if (block.type === "image" && role !== "user") {
      throw invalid(`${at}: \`image\` blocks are only allowed in \`user\` messages`);
    }
    if (block.type !== "tool_result" || typeof block.content !== "object") return [{ block, path: at }];
    return block.content.map((inner, place) => ({ block: inner, path: `${at}.content.${place}` }));
  });
}

function checkImage({ block: { source }, path }: Placed<Of<"image">>, maxPixels: number): void {
  if (source.type !== "base64") throw invalid(`${path}: this emulator fetches no images`);
  const at = `${path}.image.source.base64`;
  if (source.data.length > MAX_IMAGE_BASE64_BYTES) {
    throw invalid(
      `${at}: image exceeds 5 MB maximum: ${source.data.length} bytes > ${MAX_IMAGE_BASE64_BYTES} bytes`,
    );
  }
  const header = readImageHeader(Buffer.from(source.data, "base64"));
  if (header === undefined) throw invalid(`${at}.data: Could not process image`);
  if (header.mediaType !== source.media_type) {
    throw invalid(
      `${at}.data: The image was specified using the ${source.media_type} media type, but the image appears to be a ${header.mediaType} image`,
    );
  }
  if (Math.max(header.width, header.height) > maxPixels) {
    throw invalid(
      `${at}.data: At least one of the image dimensions exceed max allowed size: ${maxPixels} pixels`,
    );
  }
}

/** @returns pages, as far as they can be counted */
function checkDocument({ block: { source }, path }: Placed<Of<"document">>): number {
  if (source.type === "url" || source.type === "file")
    throw invalid(`${path}: this emulator fetches no documents`);
  if (source.type !== "base64") return 0;
  const text = Buffer.from(source.data, "base64").toString("latin1");
  if (!text.startsWith("%PDF-") || !text.includes("%%EOF")) {
    throw invalid(`${path}.pdf.source.base64.data: The PDF specified was not valid.`);
  }
  if (/\/Encrypt\s+\d+\s+\d+\s+R/.test(text)) {
    throw invalid(`${path}.pdf.source.base64.data: The PDF specified is password protected.`);
  }
  return Math.max(1, text.match(/\/Type\s*\/Page(?![A-Za-z])/g)?.length ?? 1);
}
