import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** One picture of the illustration set with what people call it. */
export interface Illustration {
  /** Its name in the set, `full-moon`. */
  readonly icon: string;
  /** Unicode's subgroup, `sky-weather`. */
  readonly subgroup: string;
  readonly names: readonly {
    readonly language: "en" | "ko" | "es";
    readonly label: string;
    readonly tags: readonly string[];
  }[];
}

interface EmojiEntry {
  readonly hexcode: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly subgroup?: number;
}

/** Pictograms that are signs, text or a framed scene of their own; they look wrong among things. */
const leftOut = new Set(
  (
    "skin-tone hair-style arrow keycap alphanum geometric av-symbol punctuation zodiac currency gender math country-flag " +
    "subdivision-flag other-symbol transport-sign warning religion hand-fingers-open hand-fingers-partial hand-single-finger " +
    "hand-fingers-closed hand-prop family person-gesture face-negative emotion"
  ).split(" "),
);
const leftOutIcons = new Set(
  (
    "cityscape night-with-stars sunrise sunrise-over-mountains sunset cityscape-at-dusk foggy bridge-at-night milky-way shooting-star national-park " +
    "desert railway-track motorway fireworks sparkler family busts-in-silhouette bust-in-silhouette speaking-head map-of-japan " +
    "hot-springs footprints eyes eye mouth tongue nose ear foot leg biting-lip one-oclock coffin headstone funeral-urn cigarette bomb " +
    "love-hotel barber-pole atm-sign stop-sign japanese-post-office mens-room womens-room pile-of-poo moon-viewing-ceremony mahjong-red-dragon " +
    "joker flower-playing-cards hole label name-badge seat elevator roll-of-paper razor toilet plunger magnifying-glass-tilted-right"
  ).split(" "),
);

interface IconSet {
  readonly icons: Readonly<Record<string, { readonly body: string }>>;
}

let iconSet: IconSet | undefined;

/** The SVG of an icon, drawn on 128 × 128. @throws Error for a name that the set does not have */
export function iconBody(icon: string): string {
  iconSet ??= require("@iconify-json/noto/icons.json") as IconSet;
  const found = iconSet.icons[icon];
  if (!found) throw new Error(`the illustration set has no "${icon}"`);
  return found.body;
}

/** Every illustration that may stand in a scene, named in the three languages. */
export function loadIllustrations(): Illustration[] {
  const iconByCode = require("@iconify-json/noto/chars.json") as Readonly<Record<string, string>>;
  const { subgroups } = require("emojibase-data/meta/groups.json") as { subgroups: Record<string, string> };
  const translations = (["ko", "es"] as const).map((language) => {
    const entries = require(`emojibase-data/${language}/data.json`) as readonly EmojiEntry[];
    return { language, byCode: new Map(entries.map((entry) => [entry.hexcode, entry])) };
  });
  const english = require("emojibase-data/en/data.json") as readonly EmojiEntry[];
  return english.flatMap((entry) => {
    const code = entry.hexcode.toLowerCase();
    const icon = iconByCode[code] ?? iconByCode[code.replace("-fe0f", "")];
    const subgroup = subgroups[String(entry.subgroup)];
    if (!icon || !subgroup || leftOut.has(subgroup) || leftOutIcons.has(icon)) return [];
    if (subgroup === "time" && /oclock|thirty/.test(icon)) return [];
    const names: Illustration["names"] = [
      { language: "en", label: entry.label, tags: entry.tags ?? [] },
      ...translations.flatMap(({ language, byCode }) => {
        const translated = byCode.get(entry.hexcode);
        return translated ? [{ language, label: translated.label, tags: translated.tags ?? [] }] : [];
      }),
    ];
    return [{ icon, subgroup, names }];
  });
}
