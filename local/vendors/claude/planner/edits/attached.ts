import type { Attached } from "../read-conversation.ts";
import { backbone, type ViewedItem } from "./composition-view.ts";
import { ask, type ClauseResult, calls, NOT_AN_EDIT } from "./edit.ts";
import { findTarget, type Scope } from "./find-target.ts";
import { NOUN, positionIn, VERB } from "./lexicon.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

/** Words that point at a file that came along. */
const POINTS =
  /\b(?:attach(?:ed|ment)s?|uploaded|(?:this|these|my|the) (?:photos?|pictures?|images?|logo|clips?|videos?|songs?|music|track|recording|file|sound))\b|첨부|올린|업로드|(?:이|내|제)\s*(?:사진|이미지|그림|로고|영상|동영상|비디오|클립|음악|노래|파일|소리)|\b(?:adjunt\w*|subid[oa]s?|(?:est[aeo]s?|mi|el|la) (?:fotos?|im[aá]gen|logo|logotipo|clip|v[ií]deo|canci[oó]n|m[uú]sica|archivo|audio))(?!\p{L})/iu;

const USES =
  /\b(?:use|using|as)\b|사용|써|쓰|깔아|으로\s*(?:해|바꿔|변경)|로\s*(?:해|바꿔|변경|넣)|\b(?:usa\w*|utiliza\w*|como)(?!\p{L})/iu;

/** Reads "use this photo as the background", "이 사진을 배경으로 써줘", "pon mi logo arriba a la derecha". */
export function readAttached(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  const named = scope.attachments.filter(({ name }) => name !== "" && clause.text.includes(name));
  if (named.length === 0 && !POINTS.test(text)) return NOT_AN_EDIT;
  if (![USES, VERB.add, VERB.replace, VERB.change].some((verb) => verb.test(text))) return NOT_AN_EDIT;
  const meant = named.length > 0 ? named : ofKind(scope.attachments, text);
  const [file] = meant;
  if (file === undefined) return NOT_AN_EDIT;
  if (meant.length > 1) return ask("which");
  if (file.type === "audio") return sound(file, scope);
  const target = targetOf(text, scope);
  if (target === "several") return ask("which");
  if (target !== undefined) {
    const changes = { assetId: file.assetId };
    return calls([{ tool: "update_item", input: { itemId: target.id, changes } }], [target.id]);
  }
  const isLogo = NOUN.logo.test(text);
  const position = positionIn(text) ?? (isLogo ? "top-right" : "full");
  const isWhole = file.type === "image" && scope.view.endSeconds > 0;
  const input = {
    type: file.type,
    assetId: file.assetId,
    position,
    fromSeconds: 0,
    ...(isWhole && { durationSeconds: scope.view.endSeconds }),
    ...(isLogo && { style: { fit: "contain" } }),
  };
  return calls([{ tool: "add_item", input }]);
}

function ofKind(attachments: readonly Attached[], text: string): readonly Attached[] {
  const kinds = [
    ...(NOUN.image.test(text) || NOUN.logo.test(text) ? ["image"] : []),
    ...(NOUN.audio.test(text) || NOUN.music.test(text) || /노래|\bsong\b|canci[oó]n/iu.test(text)
      ? ["audio"]
      : []),
  ];
  if (kinds.length === 0 && NOUN.video.test(text)) kinds.push("video");
  const fitting = attachments.filter(({ type }) => kinds.includes(type));
  return kinds.length === 0 ? attachments : fitting;
}

function sound({ assetId }: Attached, { view }: Scope): ClauseResult {
  const length = view.endSeconds > 0 ? { durationSeconds: view.endSeconds } : {};
  return calls([{ tool: "add_item", input: { type: "audio", assetId, fromSeconds: 0, ...length } }]);
}

/** The picture whose place the file takes: the selected one, the background, or what it is to replace. */
function targetOf(text: string, scope: Scope): ViewedItem | "several" | undefined {
  const isPicture = ({ type }: ViewedItem) => type === "image" || type === "video";
  const selected = scope.view.items.find(({ id }) => id === scope.selectedItemId);
  if (selected !== undefined) return selected;
  const pictures = backbone(scope.view.items.filter(isPicture));
  if (NOUN.background.test(text)) return pictures.length > 1 ? "several" : pictures[0];
  if (!VERB.replace.test(text)) return undefined;
  const rest = text.replace(POINTS, " ");
  const found = findTarget({ text: rest, quotes: [] }, scope).filter(isPicture);
  return found.length === 1 ? found[0] : pictures.length === 1 ? pictures[0] : "several";
}
