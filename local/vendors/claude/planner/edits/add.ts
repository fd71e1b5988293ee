import { pictureWords } from "../picture-words.ts";
import { timingIn } from "../read-amounts.ts";
import { colorIn, isLight } from "./colors.ts";
import { ask, type ClauseResult, calls, NOT_AN_EDIT, tidySeconds } from "./edit.ts";
import type { Scope } from "./find-target.ts";
import { fontFamilyIn, fontSizeIn, LOOK, NOUN, positionIn, VERB } from "./lexicon.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

const TITLE_SECONDS = 3;
const TEXT_SECONDS = 5;

/** The words after "saying", "that says", a colon or the noun itself, when nothing is in quotation marks. */
function unquotedText(text: string): string | undefined {
  const found =
    /(?:\b(?:saying|that says|which says|reading|that reads|with the text|with the words|called|titled)\s+|:\s*)(.+?)(?:\s+(?:for|at|in|on|from|with)\s+(?:the\s+)?(?:\d|[a-z]+\s+seconds?|cent|top|bottom|left|right|middle|red|white|black|blue|yellow|green).*)?$/iu.exec(
      text,
    ) ??
    /\b(?:que diga|que dice|con el texto|llamado)\s+(.+?)(?:\s+(?:durante|por|en|arriba|abajo|a la)\s+.*)?$/iu.exec(
      text,
    ) ??
    /^(.+?)(?:이?라는|이?라고)\s*(?:적힌|쓰인|하는|쓴)?\s*(?:제목|텍스트|글자|문구|자막|타이틀|써|적)/u.exec(
      text,
    );
  const inner = found?.[1]?.trim().replace(/[.!]+$/u, "");
  return inner === undefined || inner === "" ? undefined : inner;
}

function timingOf(
  text: string,
  scope: Scope,
  defaultSeconds: number,
): { fromSeconds: number; durationSeconds: number } {
  const timing = timingIn(text);
  const durationSeconds = timing.durationSeconds ?? defaultSeconds;
  const isAtEnd = /\b(?:at the (?:very )?end|al final)\b|끝에|마지막에/iu.test(text);
  const fromSeconds =
    timing.fromSeconds ?? (isAtEnd ? Math.max(0, scope.view.endSeconds - durationSeconds) : 0);
  return { fromSeconds: tidySeconds(fromSeconds), durationSeconds: tidySeconds(durationSeconds) };
}

/** What is not said is left to whoever draws it; only on a light ground letters must be dark. */
function saidLooks(text: string, scope: Scope): Record<string, string | number> {
  const hasPicture = scope.view.items.some((item) => item.type === "image" || item.type === "video");
  const ground = scope.view.backgroundColor;
  const dark = !hasPicture && ground !== undefined && isLight(ground) ? "#111111" : undefined;
  const color = colorIn(text) ?? dark;
  const fontSize = fontSizeIn(text);
  const fontFamily = fontFamilyIn(text);
  return {
    ...(fontSize !== undefined && { fontSize }),
    ...(fontFamily !== undefined && { fontFamily }),
    ...(color !== undefined && { color }),
    ...(LOOK.bold.test(text) && { fontWeight: 700 }),
  };
}

/** "Add a centered title 'Summer Sale' for 3 seconds." */
function addText(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  const said = clause.quotes[0] ?? unquotedText(text);
  if (said === undefined) return ask("what");
  const isTitle = NOUN.title.test(text);
  const isCaption = NOUN.captions.test(text);
  const toEnd = Math.max(TEXT_SECONDS, scope.view.endSeconds);
  const style = saidLooks(text, scope);
  return calls([
    {
      tool: "add_item",
      input: {
        type: "text",
        text: said,
        ...timingOf(
          text,
          scope,
          isTitle ? TITLE_SECONDS : /watermark|워터마크|marca de agua/iu.test(text) ? toEnd : TEXT_SECONDS,
        ),
        position: positionIn(text) ?? (isCaption ? "bottom" : "center"),
        ...(Object.keys(style).length > 0 && { style }),
      },
    },
  ]);
}

const SUBJECT_OF: readonly RegExp[] = [
  /\b(?:images?|pictures?|photos?|photographs?|illustrations?|drawings?|videos?|clips?|footage|scenes?|background(?: image| picture)?)\s+(?:of|showing|with|about|that shows|where)\s+(.+)$/iu,
  /(?:im[aá]gen(?:es)?|fotos?|ilustraci[oó]n|dibujos?|v[ií]deos?|clips?|escenas?|fondo)\s+(?:de|del|con|que muestr[ae]|sobre)\s+(.+)$/iu,
  /^(.+?)(?:의|를 담은|을 담은|이 나오는|가 나오는|에 대한|에 대해)?\s*(?:이미지|사진|그림|일러스트|영상|비디오|동영상|클립|장면|씬)(?:을|를|도)?\s[^.]*?(?:추가|만들|생성|넣|그려|삽입)/u,
];

const TIMING_TAIL =
  /[\s,]*\b(?:for|at|from|lasting|durante|por|desde)\s+(?:the\s+(?:end|beginning|start)|(?:the\s+|second\s+)?(?:\d|one|two|three|four|five|six|seven|eight|ten|dos|tres|cuatro|cinco|seis|diez))[\s\S]*$|[\s,]*\bal (?:final|principio)\b[\s\S]*$/iu;

/** What a picture is to show, in English, from "an image of a red bicycle for 4 seconds". */
export function pictureSubject(clause: Clause, scope: Scope): string | undefined {
  const text = withoutQuotes(clause);
  const found = SUBJECT_OF.map((pattern) => pattern.exec(text)?.[1]).find((inner) => inner !== undefined);
  const raw = found ?? clause.quotes[0];
  if (raw === undefined) return undefined;
  const plain = raw
    .replace(TIMING_TAIL, "")
    .replace(/[\s.!]+$/u, "")
    .replace(/^\d+\s*초\s*(?:짜리|동안|길이의)?\s*/u, "")
    .trim();
  if (plain === "") return undefined;
  const english = pictureWords(plain, scope.written);
  return scope.written === "en" || english === "" ? plain : `${english} (${plain})`;
}

function addMedia(clause: Clause, scope: Scope, tool: string): ClauseResult {
  const prompt = pictureSubject(clause, scope);
  if (prompt === undefined) return ask("what");
  const text = withoutQuotes(clause);
  const timing = timingIn(text);
  const isAtEnd = /\b(?:at the end|al final)\b|끝에|마지막에/iu.test(text);
  const fromSeconds = timing.fromSeconds ?? (isAtEnd || NOUN.scene.test(text) ? scope.view.endSeconds : 0);
  return calls([
    {
      tool,
      input: {
        prompt,
        fromSeconds: tidySeconds(fromSeconds),
        durationSeconds: timing.durationSeconds ?? TEXT_SECONDS,
      },
    },
  ]);
}

function addSpeech(clause: Clause): ClauseResult {
  const text = withoutQuotes(clause);
  const said = clause.quotes[0] ?? unquotedText(text);
  if (said === undefined) return ask("what");
  return calls([
    { tool: "generate_speech", input: { text: said, fromSeconds: timingIn(text).fromSeconds ?? 0 } },
  ]);
}

function addSolid(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  const color = colorIn(text);
  if (color === undefined) return ask("what");
  const seconds = Math.max(TEXT_SECONDS, scope.view.endSeconds);
  return calls([{ tool: "add_item", input: { type: "solid", color, ...timingOf(text, scope, seconds) } }]);
}

/** Captions of what is spoken, where the composition says what that is. */
function addCaptions(scope: Scope): ClauseResult {
  const spoken = scope.view.items.filter((item) => item.type === "audio" && item.text !== undefined);
  if (spoken.length === 0) return ask("what");
  return calls(
    spoken.map((item) => ({
      tool: "add_item",
      input: {
        type: "captions",
        text: item.text,
        fromSeconds: tidySeconds(item.fromSeconds),
        durationSeconds: tidySeconds(item.durationSeconds),
        position: "bottom",
      },
    })),
  );
}

/** "End with a card saying 'Thanks'." */
function addEndCard(clause: Clause): ClauseResult {
  const said = clause.quotes.length > 0 ? clause.quotes.join("\n") : unquotedText(clause.text);
  return said === undefined
    ? ask("what")
    : calls([{ tool: "add_item", input: { type: "text", preset: "endCard", text: said } }]);
}

/** Reads a clause that wants something new on the timeline. */
export function readAdd(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  const makes = VERB.generate.test(text) || VERB.regenerate.test(text);
  const adds = VERB.add.test(text);
  if (NOUN.speech.test(text) && (adds || makes)) return addSpeech(clause);
  if (VERB.narrate.test(text) && clause.quotes.length > 0 && !NOUN.title.test(text) && !NOUN.text.test(text))
    return addSpeech(clause);
  if (!adds && !makes) return NOT_AN_EDIT;
  const saysWhat = clause.quotes.length > 0 || unquotedText(text) !== undefined;
  if (NOUN.endCard.test(text)) return addEndCard(clause);
  const showsWords = NOUN.title.test(text) || NOUN.text.test(text) || (NOUN.captions.test(text) && saysWhat);
  if (showsWords) {
    // "Make the title red" makes nothing new.
    return adds || clause.quotes.length > 0 ? addText(clause, scope) : NOT_AN_EDIT;
  }
  if (NOUN.captions.test(text)) return adds || makes ? addCaptions(scope) : NOT_AN_EDIT;
  if (NOUN.solid.test(text) && colorIn(text) !== undefined && adds) return addSolid(clause, scope);
  if (NOUN.background.test(text) && !NOUN.image.test(text)) return NOT_AN_EDIT;
  if (NOUN.image.test(text)) return addMedia(clause, scope, "generate_image");
  if (NOUN.scene.test(text) && adds) return addMedia(clause, scope, "generate_image");
  if (NOUN.video.test(text) && pictureSubject(clause, scope) !== undefined)
    return addMedia(clause, scope, "generate_video");
  if (adds && clause.quotes.length > 0) return addText(clause, scope);
  return NOT_AN_EDIT;
}
