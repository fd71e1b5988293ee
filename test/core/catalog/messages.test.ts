import { describe, expect, it } from "vitest";
import { messageKeys } from "../../../core/catalog/message-keys.ts";
import { formatMessage, messageCatalog } from "../../../core/catalog/messages.ts";
import { defaultVoice, voiceFor, voices } from "../../../core/catalog/voices.ts";
import { locales } from "../../../core/contract/locale.ts";

const parameters = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "").sort();

describe("messages", () => {
  it.each(locales)("has every key in %s, and no other", (locale) => {
    expect(Object.keys(messageCatalog(locale)).sort()).toEqual([...messageKeys].sort());
  });

  it.each(messageKeys)("names the same parameters in every language: %s", (key) => {
    const english = parameters(messageCatalog("en")[key]);
    for (const locale of locales) expect(parameters(messageCatalog(locale)[key])).toEqual(english);
  });

  it("fills in parameters, and refuses to show braces to anybody", () => {
    const params = { totalScenes: 4, completedScenes: 3, remainingScenes: 1 };
    expect(formatMessage("ko", "Agent.longVideo.done.complete", params)).toContain("4개 장면");
    expect(() => formatMessage("en", "Agent.longVideo.done.complete", {})).toThrow("totalScenes");
  });
});

describe("voices", () => {
  it.each(locales)("has a default voice that speaks %s", (locale) => {
    expect(defaultVoice(locale)).toMatchObject({ locale });
  });

  it("gives a voice of another language up for one that speaks the text's", () => {
    expect(voiceFor("en", "matthew").voiceId).toBe("Matthew");
    expect(voiceFor("ko", "Matthew").locale).toBe("ko");
    expect(new Set(voices.map(({ voiceId }) => voiceId)).size).toBe(voices.length);
  });
});
