import { capitalize, type Locale } from "./locale.ts";
import { NUMBER } from "./number-words.ts";

/** What a request is about, without the words that ask for it. */
export interface Topic {
  /** As a phrase that can follow "about": `how a solar eclipse happens`, `the new iPhone chip`. */
  readonly phrase: string;
  /** The thing itself, where the phrase is a question: `a solar eclipse`. */
  readonly subject: string;
}

const SCENES_TAIL = "(?:scenes?|shots?|parts?|chapters?|slides?|escenas?|partes|tomas)";

/** Cut from the end, as long as one of them is there. */
const TAILS: Readonly<Record<Locale, readonly RegExp[]>> = {
  en: [
    new RegExp(
      `[\\s,]*\\b(?:in|with|using|over|across|as)\\s+(?:about |exactly |only |just )?(?:${NUMBER})[\\s-]+(?:[a-z]+ )?${SCENES_TAIL}$`,
      "iu",
    ),
    new RegExp(
      `(?:[\\s,]*\\b(?:in|for|within|lasting|of)\\s+|,\\s*)(?:about |under )?(?:half an?|an?|${NUMBER})[\\s-]*(?:seconds?|secs?|s|minutes?|mins?)(?: or less)?$`,
      "iu",
    ),
    /[\s,]*\b(?:for|to) (?:kids|children|beginners|students|a child|a \w+[ -]year[ -]old|my \w+|me|us|everyone|dummies)$/iu,
    /[\s,]*\b(?:please|thanks|thank you|step by step|in (?:simple|plain) (?:words|terms|english)|simply|briefly|quickly)$/iu,
    /[\s,]*\b(?:video|explainer|film|clip|documentary|animation)$/iu,
  ],
  ko: [
    /\s*(?:좀|꼭)?\s*(?:설명|소개|제작|요약|정리|안내)?\s*(?:해|하여|만들어|알려|보여|그려|들려|가르쳐)\s*(?:줘요?|주세요|줄래요?|달라|봐|주십시오|라)?[.!]*$/u,
    /\s*(?:설명|소개|제작|부탁)(?:하라|해라|합니다|드려요|드립니다|해)?$/u,
    /\s*(?:짧은|긴|멋진|재미있는|교육용|설명|소개|해설)?\s*(?:영상|비디오|동영상|다큐멘터리|다큐|필름|쇼츠|콘텐츠)(?:을|를|으로|로|물)?$/u,
    new RegExp(
      `\\s*(?:총\\s*)?(?:${NUMBER})\\s*(?:개|가지|컷|편)?\\s*(?:의)?\\s*(?:장면|씬|컷|파트)(?:으로|로|을|를|에|짜리|의|에\\s*걸쳐|\\s*안에)?$`,
      "u",
    ),
    new RegExp(
      `\\s*(?:약\\s*)?(?:${NUMBER})\\s*(?:초|분)(?:\\s*(?:${NUMBER})\\s*초)?\\s*(?:짜리|동안|안에|길이의?|으로|로|분량의?|의|정도의?)?$`,
      "u",
    ),
    /\s*(?:에\s*대해서?|에\s*대한|에\s*관해서?|에\s*관한|을\s*주제로(?:\s*한)?|를\s*주제로(?:\s*한)?|란\s*무엇인지|(?:이|가)\s*무엇인지)$/u,
    /\s*(?:쉽게|간단히|간단하게|자세히|재미있게|아이들에게|어린이에게|단계별로)$/u,
  ],
  es: [
    new RegExp(`[\\s,]*\\b(?:en|con|de)\\s+(?:unas |solo )?(?:${NUMBER})\\s+${SCENES_TAIL}$`, "iu"),
    new RegExp(
      `[\\s,]*\\b(?:en|de|durante)\\s+(?:unos |menos de )?(?:un|medio|${NUMBER})\\s*(?:segundos?|seg|minutos?|min|s)$`,
      "iu",
    ),
    /[\s,]*\b(?:para|a) (?:niños|principiantes|estudiantes|mí|todos|un niño)$/iu,
    /[\s,]*(?:por favor|gracias|paso a paso|de forma sencilla|con palabras sencillas|brevemente)$/iu,
  ],
};

/** Cut from the beginning, as long as one of them is there. */
const LEADS: Readonly<Record<Locale, readonly RegExp[]>> = {
  en: [
    /^(?:please|hi|hello|hey|ok|okay|now)[\s,!]+/iu,
    /^(?:(?:can|could|would|will) you|i(?:'d| would) like(?: you)? to|i (?:want|need)(?: you)? to|let'?s)\s+/iu,
    /^(?:i (?:want|need)|i(?:'d| would) like|give me|get me)\s+(?=an?\b|the\b|some\b)/iu,
    /^(?:explain|describe|tell|show|teach|introduce|present|illustrate|summari[sz]e|discuss|cover|narrate)(?:\s+(?:to\s+)?(?:me|us|kids|children|viewers|people))?(?:\s+(?:about|on))?\s+/iu,
    new RegExp(
      `^(?:(?:make|create|generate|produce|build|write|do|prepare|plan|render|film)(?:\\s+(?:me|us))?\\s+)?(?:(?:an?|the|some)\\s+)?(?:[\\w-]+\\s+){0,5}?(?:videos?|explainers?|films?|movies?|clips?|documentary|documentaries|shorts?|reels?|animation|presentation|tutorial|intro(?:duction)?|lesson|guide|story|scenes?)\\s+(?:(?:that |which |to )?(?:explains?|explaining|describes?|describing|shows?|showing|teach(?:es)?|covering|introducing)(?:\\s+(?:about|on))?|about|on|of|for|to|in which|with)\\s+(?:(?:${NUMBER})\\s+${SCENES_TAIL}\\s+(?:about|on)\\s+)?`,
      "iu",
    ),
    /^(?:make|create|generate|produce)\s+(?:me\s+)?(?:an?\s+)?/iu,
  ],
  ko: [
    /^(?:안녕하세요|제발|혹시|그럼|자)[\s,!]+/u,
    new RegExp(
      `^(?:(?:약\\s*)?(?:${NUMBER})\\s*(?:초|분)(?:\\s*(?:${NUMBER})\\s*초)?\\s*(?:짜리|동안|길이의?|분량의?|의)?\\s+)`,
      "u",
    ),
    new RegExp(`^(?:${NUMBER})\\s*(?:개|가지|컷)?\\s*(?:의)?\\s*(?:장면|씬)(?:으로|로|의|짜리)\\s+`, "u"),
  ],
  es: [
    /^(?:por favor|hola|oye)[\s,!]+/iu,
    /^(?:¿?(?:puedes|podrías|me puedes)|quiero que|quiero|necesito|me gustaría)\s+/iu,
    /^(?:explica(?:me|r|rme|nos|ndo)?|describe|cuenta(?:me|nos)?|cuéntame|enseña(?:me)?|enséñame|muestra(?:me)?|muéstrame|háblame(?: de| sobre)?|presenta|resume)\s+(?:(?:a los niños|acerca de|sobre)\s+)?/iu,
    new RegExp(
      `^(?:(?:haz(?:me)?|crea(?:me)?|genera|produce|prepara|hacer|crear)\\s+)?(?:un[ao]?\\s+|el\\s+)?(?:[\\p{L}\\d-]+\\s+){0,2}?(?:v[ií]deo|explicaci[oó]n|pel[ií]cula|documental|animaci[oó]n|presentaci[oó]n|tutorial|clip|corto)(?:\\s+(?:explicativo|corto|breve|educativo|animado))*(?:\\s+de\\s+(?:un|medio|${NUMBER})\\s*(?:segundos?|minutos?))?(?:\\s+(?:en|con|de)\\s+(?:${NUMBER})\\s+${SCENES_TAIL})?\\s+(?:sobre|acerca de|que expli(?:que|ca)|explicando|para explicar|de(?!\\s+(?:${NUMBER}))|del)\\s+`,
      "iu",
    ),
    /^(?:haz(?:me)?|crea(?:me)?|genera)\s+/iu,
  ],
};

function strip(text: string, patterns: readonly RegExp[]): string {
  let rest = text.trim();
  for (let again = true; again; ) {
    again = false;
    for (const pattern of patterns) {
      const shorter = rest.replace(pattern, "").trim();
      if (shorter !== rest && shorter !== "") {
        rest = shorter;
        again = true;
      }
    }
  }
  return rest;
}

const QUESTION: Readonly<Record<Locale, RegExp>> = {
  en: /^(?:how to |how (?:do|does|did|is|are|was|were|can) |how |why (?:do|does|did|is|are|was|were) |why |what (?:is|are|was|were|happens (?:in|to|when)|causes|makes) |who (?:is|was|were) |when (?:did|do|does) |the (?:story|history|basics|science|secret|secrets|making|art|origin|origins|benefits|importance|life|basics) of )/iu,
  ko: /\s*(?:이|가|은|는|을|를)?\s*(?:왜|어떻게|어째서)\s.*$|\s*(?:의)\s*(?:원리|역사|과정|이유|비밀|기초|장점|종류|탄생|작동\s*원리|모든\s*것)$|(?:이란|란|이|가|은|는)\s*(?:무엇|뭔|뭐).*$/u,
  es: /^(?:(?:por qué|cómo) (?:se )?[\p{L}]+n? (?=(?:el|la|los|las|un|una) )|cómo (?:se |funcionan? |es |son |ocurren? |nacen? |hacen? )?|por qué |qué (?:es|son|hace|pasa con) |quién (?:es|fue) |la historia del? |los secretos del? |el arte del? |el origen del? )/iu,
};

/** Verbs that end a question about a thing: what stands before them is the thing. */
const ENGLISH_VERB =
  /\s+(?:works?|happens?|happened|forms?|formed|functions?|grows?|fl(?:y|ies)|moves?|occurs?|begins?|starts?|erupts?|lives?|swims?|sings?|purrs?|(?:is|are|was|were|gets?|got) (?:\w+)|comes? from|came|makes?|changes?|stays?|needs?|sleeps?|glows?|shines?|floats?|sinks?|turns?|matters?)\b.*$/iu;
const SPANISH_VERB =
  /\s+(?:funcionan?|ocurren?|suceden?|se forman?|se hacen?|se producen?|nacen?|vuelan?|crecen?|cambian?|es|son|hacen?|viven?|duermen?|brillan?|flotan?)(?!\p{L}).*$/iu;

function subjectOf(phrase: string, locale: Locale): string {
  const bare = phrase.replace(QUESTION[locale], "").trim();
  const cut = locale === "en" && bare !== phrase ? bare.replace(ENGLISH_VERB, "") : bare;
  const short = locale === "es" && bare !== phrase ? cut.replace(SPANISH_VERB, "") : cut;
  return short.trim() === "" ? phrase : short.trim();
}

/** @param instruction the request in any of the three languages; `written` is the one it is written in */
export function readTopic(instruction: string, written: Locale): Topic {
  const asked = instruction.replace(/[\s.?!¿¡]+$/u, "").replace(/^[¿¡]+/u, "");
  const inner = strip(strip(strip(asked, TAILS[written]), LEADS[written]), TAILS[written]);
  const phrase = inner.replace(/^["'“‘«]+|["'”’».,:;!?]+$/gu, "").trim() || asked;
  const tidy = written === "ko" ? phrase.replace(/(?<=[가-힣])(?:을|를)$/u, "") : phrase;
  return { phrase: tidy, subject: subjectOf(tidy, written) };
}

const TITLE_WORDS = 9;

/** The phrase as a title, cut to a length that still makes a file name. */
export function titleOf(topic: Topic): string {
  return capitalize(topic.phrase.split(/\s+/).slice(0, TITLE_WORDS).join(" "));
}
