import type { Locale } from "../contract/locale.ts";
import type { MessageCatalog, MessageKey, MessageParams } from "./message-keys.ts";
import { en } from "./messages/en.ts";
import { es } from "./messages/es.ts";
import { ko } from "./messages/ko.ts";

const catalogs: Readonly<Record<Locale, MessageCatalog>> = { en, ko, es };

/** Every text of one language, by key; what `GET /api/i18n/{locale}` answers. */
export function messageCatalog(locale: Locale): MessageCatalog {
  return catalogs[locale];
}

/**
 * The text of `key` with its parameters filled in.
 * @throws {RangeError} a parameter of the text is not in `params`: the caller is wrong, and a user would read braces
 */
export function formatMessage(locale: Locale, key: MessageKey, params: MessageParams): string {
  return catalogs[locale][key].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new RangeError(`${key} needs the parameter ${name}.`);
    return String(value);
  });
}
