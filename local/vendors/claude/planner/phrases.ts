import type { Locale, Localized } from "./locale.ts";
import { asRecord, type ToolOutcome } from "./read-conversation.ts";

/** Everything the planner says to a person, in three languages. `{name}` is filled in. */
const PHRASES = {
  planning: {
    en: 'I will make "{title}" with {count} scenes.',
    ko: '"{title}" 영상을 장면 {count}개로 만들겠습니다.',
    es: "Voy a hacer «{title}» con {count} escenas.",
  },
  tooMany: {
    en: "A video can have at most {most} scenes, so I planned {most} instead of {asked}.",
    ko: "한 영상에는 장면이 최대 {most}개까지 들어가므로, {asked}개 대신 {most}개로 계획했습니다.",
    es: "Un video puede tener {most} escenas como máximo, así que planifiqué {most} en lugar de {asked}.",
  },
  editing: { en: "I will do that now.", ko: "바로 적용하겠습니다.", es: "Lo hago ahora mismo." },
  askWhich: {
    en: 'Which item do you mean? Please name it by its text, its kind, or its place, for example "the second image".',
    ko: '어떤 항목을 말씀하시나요? "두 번째 이미지"처럼 내용이나 종류, 순서로 알려 주세요.',
    es: "¿A qué elemento te refieres? Nómbralo por su texto, su tipo o su lugar, por ejemplo «la segunda imagen».",
  },
  askWhat: {
    en: "What exactly should it be? Please tell me the text, the picture or the value you want.",
    ko: "정확히 무엇으로 할까요? 원하는 문구나 그림, 값을 알려 주세요.",
    es: "¿Qué debe ser exactamente? Dime el texto, la imagen o el valor que quieres.",
  },
  askNothingThere: {
    en: "I could not find that in the video. What would you like me to change?",
    ko: "영상에서 해당 항목을 찾지 못했습니다. 무엇을 바꿀까요?",
    es: "No encontré eso en el video. ¿Qué quieres que cambie?",
  },
  askOpen: {
    en: 'What would you like to make or change? Give me a topic, such as "how a rainbow forms", or an edit, such as "make the title red".',
    ko: '무엇을 만들거나 바꿀까요? "무지개가 생기는 원리" 같은 주제나 "제목을 빨간색으로" 같은 편집을 알려 주세요.',
    es: "¿Qué quieres crear o cambiar? Dame un tema, como «cómo se forma un arcoíris», o un cambio, como «pon el título en rojo».",
  },
  unable: {
    en: "I cannot do that with the tools I have.",
    ko: "지금 쓸 수 있는 도구로는 할 수 없습니다.",
    es: "No puedo hacerlo con las herramientas que tengo.",
  },
  answerLength: {
    en: "It is {seconds} seconds long.",
    ko: "{seconds}초입니다.",
    es: "Dura {seconds} segundos.",
  },
  answerCount: { en: "There are {count}.", ko: "{count}개입니다.", es: "Hay {count}." },
  answerText: { en: 'It says "{text}".', ko: '"{text}"라고 적혀 있습니다.', es: "Dice «{text}»." },
  answerWhen: {
    en: "It is there from {fromSeconds} to {toSeconds} seconds.",
    ko: "{fromSeconds}초부터 {toSeconds}초까지 나옵니다.",
    es: "Se ve del segundo {fromSeconds} al {toSeconds}.",
  },
  answerMusic: { en: "The music is {mood}.", ko: "음악은 {mood}입니다.", es: "La música es {mood}." },
  failed: {
    en: "That did not work: {reason}",
    ko: "처리하지 못했습니다: {reason}",
    es: "No funcionó: {reason}",
  },
  planned: {
    en: 'Done. "{title}" has {count} scenes.',
    ko: '완료했습니다. "{title}" 영상은 장면 {count}개입니다.',
    es: "Listo. «{title}» tiene {count} escenas.",
  },
  addedText: {
    en: 'Added the text "{text}".',
    ko: '"{text}" 텍스트를 추가했습니다.',
    es: "Añadí el texto «{text}».",
  },
  added: { en: "Added the new item.", ko: "새 항목을 추가했습니다.", es: "Añadí el nuevo elemento." },
  updated: {
    en: "Changed what you asked for.",
    ko: "요청하신 부분을 변경했습니다.",
    es: "Cambié lo que pediste.",
  },
  removed: { en: "Removed it.", ko: "삭제했습니다.", es: "Lo eliminé." },
  stage: {
    en: "Updated the video settings.",
    ko: "영상 설정을 변경했습니다.",
    es: "Actualicé los ajustes del video.",
  },
  picture: {
    en: "The new picture is in place.",
    ko: "새 이미지를 넣었습니다.",
    es: "La nueva imagen está en su sitio.",
  },
  clip: {
    en: "The new clip is in place.",
    ko: "새 영상 클립을 넣었습니다.",
    es: "El nuevo clip está en su sitio.",
  },
  speech: { en: "Added the narration.", ko: "내레이션을 추가했습니다.", es: "Añadí la narración." },
  done: { en: "Done.", ko: "완료했습니다.", es: "Listo." },
} as const satisfies Record<string, Localized>;

export type PhraseName = keyof typeof PHRASES;

export function say(
  name: PhraseName,
  locale: Locale,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return PHRASES[name][locale].replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

const DONE_BY_TOOL: Readonly<Record<string, PhraseName>> = {
  add_item: "added",
  update_item: "updated",
  duplicate_item: "added",
  edit_timeline: "updated",
  remove_item: "removed",
  set_composition: "stage",
  generate_image: "picture",
  generate_video: "clip",
  generate_speech: "speech",
};

const REASON_CHARACTERS = 300;

function outcomeText(outcome: ToolOutcome, locale: Locale): string {
  const { use } = outcome;
  if (outcome.isError) {
    const reason = outcome.text.trim().split("\n")[0]?.slice(0, REASON_CHARACTERS) ?? "";
    return say("failed", locale, { reason: reason === "" ? use.name : reason });
  }
  if (use.name === "plan_long_video") {
    const scenes = use.input.scenes;
    const { title } = asRecord(use.input);
    return say("planned", locale, { title: String(title), count: Array.isArray(scenes) ? scenes.length : 0 });
  }
  const { text, type } = asRecord(use.input);
  if (use.name === "add_item" && type === "text" && typeof text === "string")
    return say("addedText", locale, { text });
  return say(DONE_BY_TOOL[use.name] ?? "done", locale);
}

/** What to say once the tools have answered; each sentence once. */
export function reportOutcomes(outcomes: readonly ToolOutcome[], locale: Locale): string {
  const sentences = outcomes.map((outcome) => outcomeText(outcome, locale));
  return [...new Set(sentences)].join(" ");
}
