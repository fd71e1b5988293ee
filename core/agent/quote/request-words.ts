/*
 * What words of a request mean, in English, Korean and Spanish at once. They are read for a quote and for what has to be
 * affordable when a run begins, never for what the agent does: that is the model's to read.
 */

/** "A video about…", and to be told or explained something. */
export const WANTS_FILM =
  /\b(?:videos?|explainers?|films?|movies?|documentar(?:y|ies)|tutorial|reel|shorts?)\s+(?:that\s|which\s|explaining|about|on|for)|\bexplainer\b|^\W*(?:please\s+)?(?:explain|describe|teach|tell|introduce|present)\b|(?:영상|비디오|동영상|다큐|쇼츠)(?:을|를)?\s*(?:하나\s*)?(?:만들|제작)|설명|소개|알려|들려|가르쳐|\b(?:v[ií]deo|documental|pel[ií]cula)\b.*\b(?:sobre|acerca|que expli)|^\W*(?:expl[ií]ca|describe|cu[eé]nta|ens[eé]ña|h[aá]bla)/iu;

/** A film that is made out of something: "make a film of these photos", "이 사진들로 영상 만들어줘". */
export const WANTS_FILM_OF =
  /\b(?:make|create|produce|build|cut|edit|generate|turn|want|need)\b.{0,200}?\b(?:an?|one)\s+(?:[\w-]+\s+){0,4}(?:video|film|movie|slide ?show|reel|short|documentary|explainer)\b|(?:영상|비디오|동영상|영화|다큐|쇼츠|슬라이드\s*쇼)(?:을|를)?\s*(?:하나\s*)?(?:만들|제작|편집)|(?<!\p{L})(?:haz|crea|genera|produce|monta|hacer|quiero|convi[eé]rt)\p{L}*\s.{0,200}?(?<!\p{L})una?\s+(?:\p{L}+\s+){0,3}(?:v[ií]deo|pel[ií]cula|corto|documental|presentaci[oó]n|reel)/iu;

/** Pictures and clips that somebody brought. */
export const OWN_VISUALS =
  /\b(?:these|those|this|my|our|attached|uploaded|the)\s+(?:[\w-]+\s+){0,2}(?:photos?|pictures?|images?|shots?|clips?|footage|files?|attachments?)\b|(?:사진|이미지|그림|클립|파일)(?:들)?(?:을|를)?\s*(?:\S+\s*(?:장|개|컷))?(?:으?로|을|를|\s*가지고|에)|첨부|(?<!\p{L})(?:est[ao]s?|mis?|l[ao]s|nuestr[ao]s)\s+(?:\p{L}+\s+|\d+\s+){0,2}(?:fotos?|im[aá]gen(?:es)?|clips?|v[ií]deos|archivos?)|adjunt/iu;

/** Clips instead of pictures. */
export const WANTS_CLIPS =
  /\b(?:video clips|moving (?:pictures|images)|footage|clips de v[ií]deo)\b|움직이는|(?:동)?영상 클립/iu;

/** Of sounds that are there. */
export const LOUDNESS =
  /\b(?:volume|loud\w*|quiet\w*|soft\w*)\b|소리|볼륨|(?<!\p{L})(?:volumen|sonido|silenci)/iu;

/** Something that is there, or comes, in a film that is there. */
export const EDITS =
  /\b(?:add|put|insert|place|overlay|remove|delete|erase|replace|swap|substitute|change|make|set|turn|update|edit|move|shift|align|generate|create|draw|regenerate|redo|shorten|trim|cut|extend|mute|narrate|say|split|duplicate|rotate|crop|fade|resize|rename|rewrite)\b|추가|넣|삽입|올려|삭제|지워|지우|제거|없애|빼|교체|대체|변경|바꿔|바꾸|수정|옮겨|옮기|이동|생성|만들|그려|줄여|늘려|잘라|읽어|말해|음소거|(?<!\p{L})(?:añad|agreg|pon|inserta|coloca|elimin|quita|borra|reemplaz|reempláz|sustit|cambi|cámbi|haz|ajust|modific|mueve|sube|baja|genera|crea|dibuja|regenera|rehaz|acorta|recorta|alarga|narra|lee|silencia)/iu;

export const REMOVES_OR_MOVES =
  /\b(?:remove|delete|erase|get rid of|move|shift|bring|align|mute|trim|shorten|split|duplicate|cut)\b|삭제|지워|지우|제거|없애|옮겨|옮기|이동|음소거|잘라|(?<!\p{L})(?:elimin|quita|borra|mueve|desplaza|intercambia|silencia|acorta|recorta)/iu;

/** Makes another one of something. */
export const REMAKES =
  /\b(?:replace|swap|substitute|regenerate|redo|re-?create|change|turn)\b|교체|대체|변경|바꿔|바꾸|다시|재생성|(?<!\p{L})(?:reemplaz|reempláz|sustit|cambi|cámbi|regenera|rehaz|vuelve a)/iu;

/** Makes one where there was none. */
export const MAKES =
  /\b(?:add|insert|put|generate|create|draw|make|paint)\b|추가|넣|삽입|생성|만들|그려|(?<!\p{L})(?:añad|agreg|inserta|pon|genera|crea|dibuja|haz)/iu;

export const PICTURE =
  /\b(?:images?|pictures?|photos?|illustrations?|drawings?|backgrounds?)\b|이미지|사진|그림|일러스트|배경(?!\s*음악|음)|(?<!\p{L})(?:im[aá]gen|foto|ilustraci|dibujo|fondo)/iu;

export const CLIP =
  /\b(?:videos?|clips?|footage|animat\w*)\b|비디오|동영상|영상|클립|움직이|(?<!\p{L})(?:v[ií]deo|clip|metraje|anima)/iu;

export const SPEECH =
  /\b(?:narrat\w*|voice-?overs?|speech|spoken|speak|say|read aloud)\b|내레이션|나레이션|음성|더빙|읽어|말해|(?<!\p{L})(?:narra|locuci|voz|lee)/iu;

/** What an edit does without a vendor: text, times, places, looks, sound. */
export const NO_MEDIA =
  /\b(?:titles?|headlines?|texts?|labels?|captions?|subtitles?|watermark|logo|slogan|font|bold|size|bigger|smaller|larger|opacity|transparent|duration|seconds?|longer|shorter|fade|rotate|crop|volume|louder|quieter|music|end card|left|right|cent(?:er|re)|top|bottom|rectangle|box|vertical|horizontal|portrait|square)\b|제목|타이틀|텍스트|글자|문구|글씨|자막|캡션|로고|크기|크게|작게|투명|길이|초|음악|볼륨|세로|가로|왼쪽|오른쪽|가운데|(?<!\p{L})(?:t[ií]tulo|titular|texto|etiqueta|r[oó]tulo|subt[ií]tulo|letra|tamaño|grande|pequeñ|duraci|segundo|m[uú]sica|volumen|izquierda|derecha|centro|arriba|abajo)/iu;

/** Of a picture or of the stage: nobody can tell. */
export const COLOR = /\bcolou?rs?\b|색상|색깔|색조/iu;

/** Of several at once. */
export const ALL = /\b(?:all|every|each|both)\b|모든|모두|전부|(?<!\p{L})(?:tod[oa]s|cada|ambos)/iu;

const NUMBER_WORDS: Readonly<Record<string, number>> = {
  ...{ one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12 },
  ...{ un: 1, una: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, nueve: 9, diez: 10 },
  ...{ 한: 1, 두: 2, 세: 3, 네: 4, 다섯: 5, 여섯: 6, 일곱: 7, 여덟: 8, 아홉: 9, 열: 10 },
};
const NUMBER = `\\d{1,3}|${Object.keys(NUMBER_WORDS).join("|")}`;
const SCENES = new RegExp(
  `(?<![\\p{L}\\d])(${NUMBER})[\\s-]*(?:개의?\\s*)?(?:\\p{L}+\\s)?(?:scenes?|장면|씬|escenas?)`,
  "iu",
);
const SECONDS = new RegExp(
  `(?<![\\p{L}\\d.,])(${NUMBER})[\\s-]*(?:(seconds?|secs?|s(?!\\p{L})|초|segundos?)|(minutes?|mins?|분|minutos?))`,
  "iu",
);

const numberOf = (word: string): number => NUMBER_WORDS[word.toLowerCase()] ?? Number(word);

/** How many scenes a request names; undefined when it names none. */
export function scenesNamed(text: string): number | undefined {
  const [, word] = SCENES.exec(text) ?? [];
  const count = word === undefined ? 0 : numberOf(word);
  return count > 0 ? count : undefined;
}

/** The first length of time that a request names, in seconds. */
export function secondsNamed(text: string): number | undefined {
  const [, word, , minutes] = SECONDS.exec(text) ?? [];
  return word === undefined ? undefined : numberOf(word) * (minutes === undefined ? 1 : 60);
}
