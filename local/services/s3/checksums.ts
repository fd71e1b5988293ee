import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AwsError } from "../../types.ts";

/** The checksum that a client sent with (or asked for on) an object. `value` is base64; `-N` ends a composite one. */
export interface Checksum {
  readonly algorithm: string;
  readonly value: string;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

function crc32c(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (CRC32C_TABLE[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Base64 checksum of the bytes. @throws AwsError for an algorithm that is not emulated (CRC64NVME) */
export function checksumOf(algorithm: string, bytes: Buffer): string {
  switch (algorithm.toLowerCase()) {
    case "crc32":
      return bigEndian(crc32(bytes)).toString("base64");
    case "crc32c":
      return bigEndian(crc32c(bytes)).toString("base64");
    case "sha1":
      return createHash("sha1").update(bytes).digest("base64");
    case "sha256":
      return createHash("sha256").update(bytes).digest("base64");
    default:
      throw new AwsError("NotImplemented", `the local S3 does not compute the checksum ${algorithm}`, 501);
  }
}

/** The one checksum among the headers, verified against the bytes. @throws AwsError `BadDigest` when it does not fit */
export function verifiedChecksum(
  headers: Readonly<Record<string, string>>,
  bytes: Buffer,
): Checksum | undefined {
  const md5 = headers["content-md5"];
  if (md5 !== undefined && createHash("md5").update(bytes).digest("base64") !== md5) {
    throw new AwsError("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  for (const [name, value] of Object.entries(headers)) {
    const algorithm = /^x-amz-checksum-(crc\w+|sha\d+)$/.exec(name)?.[1];
    if (algorithm === undefined) continue;
    if (checksumOf(algorithm, bytes) !== value) {
      throw new AwsError(
        "BadDigest",
        `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    }
    return { algorithm, value, type: "FULL_OBJECT" };
  }
  return undefined;
}

/** The checksum of a multipart object: a checksum over the parts' raw checksums, when every part has one. */
export function compositeChecksum(parts: readonly (Checksum | undefined)[]): Checksum | undefined {
  const algorithm = parts[0]?.algorithm;
  if (algorithm === undefined) return undefined;
  const raw: Buffer[] = [];
  for (const part of parts) {
    if (part?.algorithm !== algorithm) return undefined;
    raw.push(Buffer.from(part.value, "base64"));
  }
  return {
    algorithm,
    value: `${checksumOf(algorithm, Buffer.concat(raw))}-${parts.length}`,
    type: "COMPOSITE",
  };
}

/** Response headers that tell a client the checksum. */
export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, "x-amz-checksum-type": checksum.type };
}

/** The same, as XML elements (`ChecksumCRC32`, …). */
export function checksumElements(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return { [`Checksum${checksum.algorithm.toUpperCase()}`]: checksum.value, ChecksumType: checksum.type };
}
