import { VERB } from "./edits/lexicon.ts";
import type { Edits } from "./edits/read-edits.ts";
import { readEdits } from "./edits/read-edits.ts";
import { wantsFilmOfFiles } from "./film-of-files.ts";
import { answerAboutFilm } from "./film-questions.ts";
import { sceneCountIn } from "./read-amounts.ts";
import { asRecord, type Conversation } from "./read-conversation.ts";

export type Intent =
  | { readonly kind: "plan" }
  | { readonly kind: "edit"; readonly edits: Edits }
  | { readonly kind: "answer"; readonly text: string }
  | { readonly kind: "unable" }
  | { readonly kind: "ask" };

/** "A video about…", in three languages. */
const ABOUT_A_FILM =
  /\b(?:videos?|explainers?|films?|movies?|documentar(?:y|ies)|tutorial|presentation|reel|shorts?)\s+(?:that\s+(?:explains?|shows?|teaches)|explaining|about|on)\b|\bexplainer\b|(?:에\s*대한|에\s*대해|에\s*관한|주제로|설명하는|소개하는|알려\s*주는)[^.]*(?:영상|비디오|동영상|다큐|쇼츠)|(?:영상|비디오|동영상|다큐멘터리|쇼츠)(?:을|를)?\s*(?:만들|제작)|\b(?:v[ií]deo|documental|pel[ií]cula|corto)\b.*\b(?:sobre|acerca de|que expli)|\bv[ií]deo explicativo\b/iu;

/** Questions and requests to be told something. */
const WANTS_TO_KNOW =
  /^(?:(?:please|hi|hello|hey|can you|could you|would you)[\s,]+)*(?:explain|describe|teach|tell (?:me|us)|introduce|why|how (?:do|does|did|is|are|was|were|can|to|an?|the)|how \w+s?\b|what (?:is|are|was|were|causes|happens|makes)|who (?:is|was)|the (?:story|history|science|basics) of)\b|(?:설명|소개|알려|가르쳐|들려)[가-힣]*\s*(?:줘|주세요|줄래|달라|바랍니다|해)?|왜\s|어떻게\s|(?:는지|은지|ㄴ지)(?:\s|$)|원리|(?:이란|란)\s*(?:무엇|뭐)|(?:은|는|이|가)\s*무엇|^[¿\s]*(?:por favor[\s,]+)?(?:expl[ií]ca\w*|describe|cu[eé]nta\w*|ens[eé]ña\w*|h[aá]blame|por qué|cómo|qué (?:es|son|hace|pasa)|la historia de)(?!\p{L})/iu;

/** Said by someone who has not said yet what they want. */
const VAGUE =
  /^(?:hi|hello|hey|thanks?|thank you|help|ok|okay|yes|no|test|안녕[가-힣]*|고마워[가-힣]*|감사[가-힣]*|도와[가-힣\s]*|네|아니요?|hola|gracias|ayuda|sí)[\s!.?]*$|^(?:please\s+)?(?:make|create|do|generate|produce)(?:\s+(?:me|us))?(?:\s+(?:an?|the|some|my))?(?:\s+(?:nice|new|good|cool|great|short|better|video|videos|film|something|it|this|look))*[\s!.?]*$|^(?:멋진|새|좋은|짧은)?\s*(?:영상|비디오|동영상)(?:을|를)?\s*(?:하나\s*)?(?:만들어|제작해)[가-힣\s]*[!.?]*$|^(?:haz(?:me)?|crea(?:me)?)(?:\s+(?:un|el|una|algo))?(?:\s+(?:v[ií]deo|pel[ií]cula|bonito|nuevo|corto|bueno))*[\s!.?]*$/iu;

/** "Something nice", "better": an edit that nobody could carry out. */
const HAS_CONTENT = /\p{L}{3,}|[가-힣]{2,}/u;

/** What is to happen outside of the film: no editor can do that. */
const ELSEWHERE =
  /\b(?:e-?mail|send|upload|publish|share|tweet|print)\s+(?:it|this|that|the|my|our|me|us)\b|\bpost (?:it|this|that|the (?:film|video|movie))\b|메일|업로드|(?:유튜브|인스타[가-힣]*|틱톡|페이스북|인터넷|블로그)에\s*(?:올려|올리|게시|공유)|(?:게시|공유|인쇄)해|보내\s*(?:줘|주세요)|\b(?:env[ií]a\w*|manda\w*|publica\w*|comparte\w*|imprime\w*)\s+(?:el|la|lo|este|esta|mi)(?!\p{L})|\bsube\w* .* a (?:youtube|internet|instagram|tiktok)/iu;

function isEmptyComposition(conversation: Conversation): boolean {
  return Object.keys(asRecord(conversation.composition.items)).length === 0;
}

/** Whether the conversation wants a film planned, something edited, or has to say more. */
export function readIntent(conversation: Conversation): Intent {
  const { instruction } = conversation;
  if (VAGUE.test(instruction) || !HAS_CONTENT.test(instruction)) return { kind: "ask" };
  const bare = instruction.replace(/"[^"]*"|'[^']*'|“[^”]*”|«[^»]*»/gu, " ");
  const answer = answerAboutFilm(conversation);
  if (answer !== undefined) return { kind: "answer", text: answer };
  if (ELSEWHERE.test(bare)) return { kind: "unable" };
  if (wantsFilmOfFiles(conversation)) return { kind: "plan" };
  const edits = readEdits(conversation);
  const counts = conversation.sceneCount !== undefined || sceneCountIn(bare) !== undefined;
  const isAboutScenes = VERB.remove.test(bare) || VERB.move.test(bare);
  if ((counts && !isAboutScenes) || ABOUT_A_FILM.test(bare)) return { kind: "plan" };
  if (WANTS_TO_KNOW.test(bare) && edits.calls.length === 0) return { kind: "plan" };
  if (WANTS_TO_KNOW.test(bare) && isEmptyComposition(conversation)) return { kind: "plan" };
  if (edits.isEdit) return { kind: "edit", edits };
  return isEmptyComposition(conversation) ? { kind: "plan" } : { kind: "ask" };
}
