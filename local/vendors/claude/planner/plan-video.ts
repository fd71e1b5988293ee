import { dictionaryScenes } from "./dictionary-facts.ts";
import { aspectScenes, bridgeScene, introScene, outroScene } from "./framing.ts";
import {
  findKnowledge,
  type KnowledgeEntry,
  type KnowledgeScene,
  type KnownTopic,
  neighbourhood,
} from "./knowledge-base.ts";
import { detectLocale, type Locale } from "./locale.ts";
import { pictureWords } from "./picture-words.ts";
import { MOST_SCENES, type Plan, type PlannedScene } from "./plan.ts";
import { sceneCountIn, secondsIn } from "./read-amounts.ts";
import { asRecord, type Conversation } from "./read-conversation.ts";
import { readTopic, type Topic, titleOf } from "./read-topic.ts";
import { sentencesOf } from "./split-sentences.ts";

const SECONDS_A_SCENE = 6;
const DEFAULT_SCENES = 5;
/** Below this a scene has time for one sentence. */
const SHORT_SCENE_SECONDS = 5;

/** What a plan is made from. */
interface Task {
  readonly topic: Topic;
  readonly locale: Locale;
  readonly count: number;
  readonly isShort: boolean;
}

/** A plan for whatever the instruction is about. The same conversation gives the same plan. */
export function planVideo(conversation: Conversation): Plan {
  const { instruction, locale } = conversation;
  const written = detectLocale(instruction);
  const topic = readTopic(instruction, written);
  const seconds = secondsIn(instruction);
  const askedFor = conversation.sceneCount ?? sceneCountIn(instruction) ?? scenesFor(seconds);
  const count = Math.max(1, Math.min(MOST_SCENES, askedFor));
  const task: Task = {
    topic,
    locale,
    count,
    isShort:
      (seconds !== undefined && seconds / count < SHORT_SCENE_SECONDS) || wantsOneSentence(conversation),
  };
  const known = findKnowledge(topic.phrase) ?? findKnowledge(instruction);
  const isExact = known !== undefined && saysNoMore(topic, known, written);
  const scenes =
    known === undefined ? unknownScenes(task, written) : knownScenes(task, known, isExact, written);
  const visualKind = wantsClips(instruction) ? "video" : "image";
  return {
    title:
      known !== undefined && (isExact || written !== locale) ? known.entry.title[locale] : titleOf(topic),
    locale,
    mood: moodOf(conversation),
    scenes: scenes.map((scene) => ({ ...scene, visualKind })),
    ...(askedFor > MOST_SCENES ? { askedFor } : {}),
  };
}

function scenesFor(seconds: number | undefined): number {
  return seconds === undefined ? DEFAULT_SCENES : Math.max(1, Math.round(seconds / SECONDS_A_SCENE));
}

function wantsClips(instruction: string): boolean {
  return /\b(?:video clips|moving (?:pictures|images)|footage|clips de v[ií]deo|im[aá]genes en movimiento)\b|움직이는|영상 클립|동영상 클립/iu.test(
    instruction,
  );
}

function moodOf(conversation: Conversation): string {
  const { tone, mood } = conversation.template;
  if (typeof mood === "string" && mood !== "") return mood;
  return typeof tone === "string" && tone !== "" ? tone : "curious";
}

const wantsOneSentence = ({ template }: Conversation): boolean =>
  asRecord(template.pacing).maxSentences === 1;

const FILLER =
  /(?<!\p{L})(?:qué|quién|how|why|what|when|where|an?|the|of|to|do|does|did|is|are|was|were|it|its|in|on|for|from|and|works?|working|happens?|happening|forms?|formed|made|makes?|making|explained|basics|science|really|actually|occurs?|get|gets|people|we|you|our|your|about|cómo|qué|por|los?|las?|el|un[ao]?|del?|se|es|son|en|al|y|que|funcionan?|ocurren?|hacen?|hace|produce[n]?|forman?|suceden?|tienen?)(?!\p{L})/giu;
const KOREAN_FILLER =
  /(?:왜|어떻게|무엇|뭐야|뭘까|뭐|란|일어나|날까|할까|일까|될까|생길까|까|요|생기|생겨|작동|만들어|변하|원리|과정|이유|방법|하는지|되는지|는지|나는지|지는지|는|은|이|가|을|를|의|에|대해|모양이|지|나|하|되|인)/gu;

/** Whether the phrase says nothing beyond a topic that is known, so that the known title fits. */
function saysNoMore(topic: Topic, known: KnownTopic, written: Locale): boolean {
  const words = Object.values(known.entry.keywords)
    .flat()
    .toSorted((a, b) => b.length - a.length);
  let rest = topic.phrase.toLowerCase();
  for (const word of words) rest = rest.replaceAll(word, " ");
  rest = rest
    .replace(written === "ko" ? KOREAN_FILLER : FILLER, " ")
    .replace(/(?<!\p{L})(?:s|es)(?!\p{L})/gu, "");
  const left = rest.replace(/[^\p{L}\p{N}]/gu, "");
  return left.length <= (written === "ko" ? 1 : 2);
}

function toScene(scene: KnowledgeScene, locale: Locale, narration = scene.narration[locale]): PlannedScene {
  return { title: scene.title[locale], narration, visualKind: "image", visualPrompt: scene.visual };
}

/** Sentence by sentence: a scene of two sentences becomes two. */
function splitScene(scene: KnowledgeScene, locale: Locale): PlannedScene[] {
  return sentencesOf(scene.narration[locale]).map((sentence, index) => {
    const whole = toScene(scene, locale, sentence);
    if (index === 0) return whole;
    return {
      ...whole,
      title: `${whole.title} (${index + 1})`,
      visualPrompt: `${whole.visualPrompt}, close-up`,
    };
  });
}

/** A question in the middle of a sentence begins with a small letter. */
function spoken(phrase: string): string {
  return phrase.replace(
    /^(?:Why|How|What|When|Who|The|An?|My|Our|Your|Cómo|Qué|Por|El|La|Los|Las|Un|Una)(?=\s)/u,
    (word) => word.toLowerCase(),
  );
}

function essentials(entry: KnowledgeEntry, count: number): KnowledgeScene[] {
  const places = entry.essential.slice(0, count).toSorted((a, b) => a - b);
  return places.flatMap((place) => entry.scenes[place] ?? []);
}

function knownScenes(task: Task, known: KnownTopic, isExact: boolean, written: Locale): PlannedScene[] {
  const { entry } = known;
  const { locale, count } = task;
  const topic = written === locale ? spoken(task.topic.phrase) : entry.title[locale];
  const fill = { locale, topic, picture: entry.scenes[0]?.visual ?? "" };
  const opens = count >= 3 && (!isExact || count > entry.scenes.length);
  const closes = count > entry.scenes.length + 1;
  const opening = opens ? [introScene(fill, !isExact)] : [];
  const closing = closes ? [outroScene(fill)] : [];
  const needed = count - opening.length - closing.length;
  const body =
    needed <= entry.scenes.length ? shortBody(task, entry, needed) : longBody(entry, locale, needed);
  return [...opening, ...body, ...closing];
}

function shortBody(task: Task, entry: KnowledgeEntry, needed: number): PlannedScene[] {
  return essentials(entry, needed).map((scene) => {
    const narration = scene.narration[task.locale];
    return toScene(scene, task.locale, task.isShort ? shortened(narration) : narration);
  });
}

const FEWEST_WORDS = 5;

/** The first sentence, where it can stand alone. */
function shortened(narration: string): string {
  const first = sentencesOf(narration)[0] ?? narration;
  return first.split(/\s+/).length < FEWEST_WORDS ? narration : first;
}

/** All that is known of the topic, split as far as needed; then its neighbours. */
function longBody(entry: KnowledgeEntry, locale: Locale, needed: number): PlannedScene[] {
  const split = entry.scenes.map((scene) => splitScene(scene, locale));
  let extra = needed - entry.scenes.length;
  const own = entry.scenes.flatMap((scene, index) => {
    const parts = split[index] ?? [];
    if (parts.length < 2 || parts.length - 1 > extra) return [toScene(scene, locale)];
    extra -= parts.length - 1;
    return parts;
  });
  const more: PlannedScene[] = [];
  for (const neighbour of neighbourhood(entry).slice(1)) {
    if (own.length + more.length >= needed) break;
    const picture = neighbour.scenes[0]?.visual ?? "";
    const bridge = bridgeScene({ locale, topic: neighbour.title[locale], picture });
    more.push(bridge, ...neighbour.scenes.map((scene) => toScene(scene, locale)));
  }
  return [...own, ...more].slice(0, needed);
}

function unknownScenes(task: Task, written: Locale): PlannedScene[] {
  const { locale, count, topic } = task;
  const found = written === "en" ? dictionaryScenes(topic.phrase) : { main: [], more: [], nouns: [] };
  const words = found.nouns.length > 0 ? found.nouns.join(", ") : pictureWords(topic.subject, written);
  const picture = words === "" && written === "en" ? topic.subject : words;
  const fill = { locale, topic: spoken(topic.phrase), subject: topic.subject, picture };
  const facts = locale === "en" ? found.main : [];
  const opening = count >= 2 || facts.length === 0 ? [introScene(fill)] : [];
  const closing = count >= 5 ? [outroScene(fill)] : [];
  const needed = count - opening.length - closing.length;
  const told = facts.slice(0, needed);
  const aspects = [...aspectScenes(fill)];
  const neighbours =
    locale === "en"
      ? found.more.filter((scene) => !told.some((other) => other.narration === scene.narration))
      : [];
  const first = aspects.slice(0, FEW_ASPECTS);
  const filler = [...first, ...neighbours, ...aspects.slice(FEW_ASPECTS)];
  return [...opening, ...told, ...filler.slice(0, needed - told.length), ...closing];
}

/** Questions asked before a long plan goes on with definitions of what is related. */
const FEW_ASPECTS = 8;
