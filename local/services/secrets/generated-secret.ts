import { randomInt } from "node:crypto";
import { textOf } from "../../json-values.ts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
const MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/**
 * The value that `GenerateSecretString` asks for.
 * Source: the CloudFormation reference, `AWS::SecretsManager::Secret GenerateSecretString`.
 *
 * @throws Error when nothing is left to choose from
 */
export function generateSecret(rule: Record<string, unknown>): string {
  const template = textOf(rule.SecretStringTemplate);
  const password = generatePassword(rule);
  if (template === undefined) return password;
  const value: unknown = JSON.parse(template);
  const key = textOf(rule.GenerateStringKey);
  if (typeof value !== "object" || value === null || key === undefined) {
    throw new Error("GenerateSecretString needs a JSON template and a key");
  }
  return JSON.stringify({ ...value, [key]: password });
}

function generatePassword(rule: Record<string, unknown>): string {
  const length = Number(rule.PasswordLength ?? 32);
  const excluded = new Set(textOf(rule.ExcludeCharacters) ?? "");
  const groups = [
    isOn(rule.ExcludeLowercase) ? "" : LOWER,
    isOn(rule.ExcludeUppercase) ? "" : UPPER,
    isOn(rule.ExcludeNumbers) ? "" : DIGITS,
    isOn(rule.ExcludePunctuation) ? "" : MARKS,
    isOn(rule.IncludeSpace) ? " " : "",
  ]
    .map((group) => [...group].filter((character) => !excluded.has(character)))
    .filter((group) => group.length > 0);
  const all = groups.flat();
  if (all.length === 0) throw new Error("GenerateSecretString excludes every character");
  // Each kind at least once unless that is switched off; the places are shuffled afterwards.
  const required = rule.RequireEachIncludedType === false ? [] : groups.map(pick);
  const characters = [...required.slice(0, length)];
  while (characters.length < length) characters.push(pick(all));
  return shuffle(characters).join("");
}

function isOn(value: unknown): boolean {
  return value === true || value === "true";
}

function pick(characters: readonly string[]): string {
  return characters[randomInt(characters.length)] ?? "";
}

function shuffle(characters: readonly string[]): string[] {
  const left = [...characters];
  const shuffled: string[] = [];
  while (left.length > 0) shuffled.push(...left.splice(randomInt(left.length), 1));
  return shuffled;
}
