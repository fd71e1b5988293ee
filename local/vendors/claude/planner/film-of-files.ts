import { capitalize, type Locale, type Localized } from "./locale.ts";
import { NUMBER } from "./number-words.ts";
import { MOST_SCENES, type Plan, type PlannedScene } from "./plan.ts";
import { planVideo } from "./plan-video.ts";
import { sceneCountIn } from "./read-amounts.ts";
import type { Attached, Conversation } from "./read-conversation.ts";

/** Words that point at pictures that came along, with what ties them to the rest: "of my three photos", "이 사진들로". */
const FILES = new RegExp(
  [
    "(?:\\b(?:made of|out of|of|from|with|by|using|for|and)\\s+)*\\b(?:these|those|this|my|our|the|attached|uploaded)\\s+",
    `(?:attached\\s+|uploaded\\s+|own\\s+)?(?:${NUMBER}\\s+)?(?:\\w+\\s+)?`,
    "(?:photos?|photographs?|pictures?|images?|snapshots?|clips?|footage|files?|attachments?)\\b",
    "(?:\\s+(?:that\\s+)?(?:i|we)\\s+(?:attached|uploaded|sent))?",
    "|(?:(?:이|저|그|내|제|우리|첨부(?:한|된)?|올린|업로드한)\\s*)+",
    `(?:(?:${NUMBER})\\s*(?:장|개)(?:의)?\\s*)?(?:사진|이미지|그림|클립|파일)들?`,
    `(?:\\s*(?:${NUMBER})\\s*(?:장|개|컷))?(?:을|를)?\\s*(?:으로|로|가지고|이용해서?|사용해서?|활용해서?|써서)?(?![가-힣])`,
    "|(?:(?<!\\p{L})(?:a partir de|usando|utilizando|con|de)\\s+)?(?<!\\p{L})(?:est[ao]s?|esta|mis?|l[ao]s|nuestr[ao]s)\\s+",
    `(?:${NUMBER}\\s+)?(?:fotos?|fotografías?|im[aá]gen(?:es)?|clips?|archivos?)(?!\\p{L})`,
    "(?:\\s+(?:adjunt\\p{L}+|subid\\p{L}+|que (?:adjunt|sub)\\p{L}+))?",
  ].join(""),
  "iu",
);

/** A whole film is to be made, and not something in one changed. */
const MAKES_A_FILM =
  /\b(?:make|create|produce|build|cut|edit|generate|turn|want|need|like)\b.*\b(?:an?|one)\s+(?:[\w-]+\s+){0,4}(?:videos?|films?|movies?|slide ?shows?|reels?|shorts?|documentary|explainer)\b|(?:영상|비디오|동영상|영화|다큐(?:멘터리)?|쇼츠|슬라이드\s*쇼|필름)(?:을|를|으로|로)?\s*(?:하나\s*|한\s*편\s*)?(?:만들|제작|편집|구성)|(?<!\p{L})(?:haz|crea|genera|produce|monta|hacer|quiero|convi[eé]rt)\p{L}*\s.*(?<!\p{L})una?\s+(?:\p{L}+\s+){0,3}(?:v[ií]deo|pel[ií]cula|corto|documental|presentaci[oó]n|reel)/iu;

/** Something is said of what the film is about. */
const HAS_TOPIC =
  /\b(?:about|on|explain\w*|describe|teach|tell\w*|introduc\w*|how|why|what|history)\b|\b(?:video|film|movie|slide ?show|reel|documentary)\s+of\s+\p{L}|에\s*(?:대|관)|주제|설명|소개|알려|왜\s|어떻게|(?<!\p{L})(?:sobre|acerca|expli|cu[eé]nta|cómo|por qué|qué)/iu;

/** A sound that came along is somebody speaking. */
const NARRATES =
  /\b(?:narrat\w*|voice-?overs?|voice|recordings?|spoken)\b|내레이션|나레이션|목소리|음성|녹음|(?<!\p{L})(?:narraci|locuci|voz|grabaci)/iu;

interface FilesOfFilm {
  readonly shown: readonly Attached[];
  readonly heard: readonly Attached[];
  /** The instruction without the words that point at files. */
  readonly rest: string;
}

/** The files that an instruction points at for a film; undefined when there are none that a scene could show. */
function filesOfFilm({ instruction, attachments }: Conversation): FilesOfFilm | undefined {
  const shown = attachments.filter(({ type }) => type === "image" || type === "video");
  if (shown.length === 0 || !FILES.test(instruction)) return undefined;
  const heard = NARRATES.test(instruction) ? attachments.filter(({ type }) => type === "audio") : [];
  return { shown, heard, rest: instruction.replace(FILES, " ").replace(/\s+/g, " ").trim() };
}

/** Whether a film of attached files is asked for: "make a film of these pictures". */
export const wantsFilmOfFiles = (conversation: Conversation): boolean =>
  filesOfFilm(conversation) !== undefined && MAKES_A_FILM.test(conversation.instruction);

/**
 * The plan of a film: where the instruction points at attached files, its scenes show those, in their order; recordings
 * are heard where they are called narration.
 */
export function planFilm(conversation: Conversation): Plan {
  const files = filesOfFilm(conversation);
  if (files === undefined) return planVideo(conversation);
  const { shown, heard, rest } = files;
  const sceneCount = conversation.sceneCount ?? sceneCountIn(rest) ?? shown.length;
  const plan = HAS_TOPIC.test(rest)
    ? planVideo({ ...conversation, instruction: rest, sceneCount })
    : { ...planVideo({ ...conversation, sceneCount }), ...plainFilm(conversation.locale, shown, sceneCount) };
  const scenes = plan.scenes.map((scene, index): PlannedScene => {
    const [visual, voice] = [HAS_TOPIC.test(rest) ? shown[index] : shown[index % shown.length], heard[index]];
    return {
      ...scene,
      ...(visual && { assetId: visual.assetId, visualKind: visual.type === "video" ? "video" : "image" }),
      // What it says nobody has written down.
      ...(voice && { narrationAssetId: voice.assetId, narration: "" }),
    };
  });
  return { ...plan, scenes };
}

const TITLE: Localized = { en: "My pictures", ko: "내 사진", es: "Mis imágenes" };
const PLACE: Localized = { en: "Picture {n}", ko: "{n}번째 사진", es: "Imagen {n}" };

/** Nothing is known of the files but their names. */
function plainFilm(
  locale: Locale,
  shown: readonly Attached[],
  sceneCount: number,
): Pick<Plan, "title" | "scenes"> {
  const count = Math.max(1, Math.min(MOST_SCENES, sceneCount));
  const scenes = Array.from({ length: count }, (_, index): PlannedScene => {
    const name = wordsOfName(shown[index % shown.length]?.name ?? "");
    const place = PLACE[locale].replace("{n}", String(index + 1));
    return {
      title: name === "" ? place : capitalize(name),
      narration: name === "" ? `${place}.` : `${place}: ${name}.`,
      visualKind: "image",
      visualPrompt: /^[\x20-\x7e]+$/.test(name) ? `a photograph of ${name}` : "a photograph",
    };
  });
  return { title: TITLE[locale], scenes };
}

const TITLE_WORDS = 5;

/** What a file's name says of it; nothing for what cameras call their files. */
function wordsOfName(name: string): string {
  const words = name
    .replace(/\.\w{1,5}$/, "")
    .split(/[\s_.\-()\d]+/)
    .filter((word) => word !== "");
  const isNamed = words.some(
    (word) =>
      /\p{L}{2,}/u.test(word) &&
      !/^(?:img|dscn?|pxl|mvi|vid|photo|picture|image|screenshot|file|사진|foto|imagen)$/iu.test(word),
  );
  return isNamed ? words.slice(0, TITLE_WORDS).join(" ") : "";
}
