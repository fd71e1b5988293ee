import { createHmac, randomBytes } from "node:crypto";
import { join } from "node:path";
import { textOf } from "../../json-values.ts";
import type { Credentials } from "../../types.ts";
import { readJsonFile, writeJsonFile } from "../json-file.ts";

/** Makes the credentials of an identity from its ARN. */
export type IssueCredentials = (arn: string, kind: "role" | "user") => Credentials;

/**
 * Credentials derived from one random key per state folder: nobody else can guess them, and an address that was presigned
 * before a restart still verifies after it.
 */
export function createCredentialIssuer(stateDir: string): IssueCredentials {
  const file = join(stateDir, "credentials.json");
  let root = textOf(readJsonFile(file).root);
  if (root === undefined) {
    root = randomBytes(32).toString("hex");
    writeJsonFile(file, { root });
  }
  const key = root;
  const derive = (purpose: string, arn: string) =>
    createHmac("sha256", key).update(`${purpose} ${arn}`).digest("hex");
  return (arn, kind) => {
    const prefix = kind === "role" ? "ASIA" : "AKIA";
    const credentials = {
      accessKeyId: prefix + derive("id", arn).slice(0, 16).toUpperCase(),
      secretAccessKey: derive("secret", arn).slice(0, 40),
    };
    // As in AWS, a role's credentials come with a session token, a user's do not.
    return kind === "role" ? { ...credentials, sessionToken: derive("session", arn) } : credentials;
  };
}
