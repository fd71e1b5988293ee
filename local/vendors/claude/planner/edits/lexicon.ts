/** What words of an editing instruction mean, in English, Korean and Spanish at once. */
export const VERB = {
  add: /\b(?:add|put|insert|place|overlay|include|write|display|give it|need (?:an?|some|another))\b|추가|넣어|넣고|넣|삽입|올려|붙여|써\s*줘|\b(?:añad\w*|agreg\w*|pon|poner|ponle|pónle|inserta\w*|coloca\w*|incluye\w*|escribe\w*|necesit\w+ una?)(?!\p{L})/iu,
  duplicate: /\b(?:duplicate|copy|clone|repeat)\b|복사|복제|\b(?:duplica\w*|copia\w*|clona\w*)(?!\p{L})/iu,
  exchange: /\b(?:swap|switch|exchange)\b|서로|순서를?\s*바|\b(?:intercambia\w*|permuta\w*)(?!\p{L})/iu,
  paint: /\b(?:paint|colou?r|recolou?r|tint)\b|칠해|\b(?:pinta\w*|colorea\w*)(?!\p{L})/iu,
  wish: /\b(?:I'd like|I would like|I want|let's have)\b|으면\s*해|싶(?:어|은)|\b(?:me gustaría|quiero|quisiera)(?!\p{L})/iu,
  show: /\b(?:show|let|keep|stay)\b|보여|보이게|나오게|나타나게|\b(?:muestra\w*|enseña\w*|deja\w*|que (?:dure|aparezca|se vea|salga))(?!\p{L})/iu,
  remove:
    /\b(?:remove|delete|erase|drop|get rid of|take (?:out|away|off)|cut out|removed|gone|deleted)\b|삭제|지워|지우|제거|없애|빼\s*줘|빼고|\b(?:elimina\w*|quita\w*|quítal\w*|borra\w*|bórral\w*|suprime\w*|saca\w*)(?!\p{L})/iu,
  replace:
    /\b(?:replace|swap|substitute|exchange|turn)\b|교체|대체|대신|\b(?:convierte\w*|transforma\w*|reemplaza\w*|reemplázal\w*|sustituye\w*|sustitúyel\w*|intercambia\w*)(?!\p{L})/iu,
  change:
    /\b(?:change|make|set|update|edit|modify|adjust|rename|rewrite|turn|color|paint|recolor|should (?:be|have|last|say|read)|must be|needs to be)\b|이면\s*좋겠|였으면|변경|바꿔|바꾸|바꿀|수정|으로\s*해|로\s*해|하게\s*해|게\s*해|만들어|설정|조정|키워|키우|줄여|줄이|늘려|늘리|\b(?:cambia\w*|cámbial\w*|haz\w*|pon\w*|ajusta\w*|modifica\w*|actualiza\w*|edita\w*|establece\w*|debe(?:ría)? (?:ser|estar|tener|durar)|quiero que)(?!\p{L})/iu,
  move: /\b(?:move|shift|bring|reposition|align|relocate)\b|옮겨|옮기|이동|\b(?:trae\w*|pasa\w*|mueve\w*|muével\w*|mover|desplaza\w*|lleva\w*|sube\w*|baja\w*|alinea\w*|coloca\w*)(?!\p{L})/iu,
  generate:
    /\b(?:generate|create|draw|make|produce|render|paint)\b|생성|만들어|만들고|그려|\b(?:genera\w*|crea\w*|dibuja\w*|haz\w*|produce\w*)(?!\p{L})/iu,
  regenerate:
    /\b(?:regenerate|redo|re-?create|try again)\b|다시\s*(?:생성|만들|그려)|재생성|\b(?:regenera\w*|rehaz\w*|vuelve a (?:generar|crear|hacer))(?!\p{L})/iu,
  shorten:
    /\b(?:shorten|trim|cut(?! out)|reduce|shorter)\b|줄여|줄이|짧게|잘라|\b(?:acorta\w*|recorta\w*|reduce\w*|más cort[oa])(?!\p{L})/iu,
  lengthen:
    /\b(?:lengthen|extend|prolong|stretch|longer|last)\b|늘려|늘리|길게|연장|\b(?:alarga\w*|extiende\w*|prolonga\w*|más larg[oa]|dure|durar)(?!\p{L})/iu,
  narrate:
    /\b(?:narrate|say|read aloud|speak|voice)\b|읽어|말해|내레이션|나레이션|\b(?:narra\w*|di|lee|locuta\w*)(?!\p{L})/iu,
  mute: /\b(?:mute|silence)\b|음소거|소리를?\s*(?:꺼|없애)|\b(?:silencia\w*|mutea\w*|sin (?:sonido|volumen|voz))(?!\p{L})/iu,
} as const;

export const NOUN = {
  title:
    /\b(?:titles?|headlines?|headings?|header)\b|제목|타이틀|\b(?:títulos?|titulos?|titular(?:es)?|encabezados?)(?!\p{L})/iu,
  text: /\b(?:texts?|labels?|words|watermark|call to action|cta|slogan|tagline|lower third)\b|텍스트|글자|문구|글씨|워터마크|글을|\b(?:textos?|etiquetas?|rótulos?|letras|palabras|lema|eslogan|marca de agua)(?!\p{L})/iu,
  captions:
    /\b(?:captions?|subtitles?|closed captions)\b|자막|캡션|\b(?:subtítulos?|subtitulos?|leyendas?)(?!\p{L})/iu,
  image:
    /\b(?:images?|pictures?|photos?|photographs?|illustrations?|drawings?)\b|이미지|사진|그림|일러스트|\b(?:im[aá]gen(?:es)?|fotos?|fotografías?|ilustraci[oó]n(?:es)?|dibujos?)(?!\p{L})/iu,
  video:
    /\b(?:videos?|clips?|footage|shots?)\b|비디오|동영상|영상|클립|\b(?:v[ií]deos?|clips?|tomas?)(?!\p{L})/iu,
  audio:
    /\b(?:audio|music|song|soundtrack|sounds?)\b|오디오|음악|배경음|소리|\b(?:audio|m[uú]sica|canci[oó]n|sonido)(?!\p{L})/iu,
  speech:
    /\b(?:narration|voice-?over|speech|voice)\b|내레이션|나레이션|음성|목소리|더빙|\b(?:narraci[oó]n|locuci[oó]n|voz(?: en off)?)(?!\p{L})/iu,
  background: /\bbackgrounds?\b|배경|\bfondos?\b/iu,
  scene: /\b(?:scenes?)\b|장면|씬|\bescenas?\b/iu,
  endCard:
    /\b(?:end|closing|final) ?(?:card|screen|slate)\b|엔드\s*카드|마무리\s*(?:카드|화면)|\b(?:tarjeta|pantalla) final\b/iu,
  music: /\bmusic\b|배경\s*음악|음악|\bm[uú]sica(?!\p{L})/iu,
  solid:
    /\b(?:solids?|rectangles?|box(?:es)?|shapes?|color (?:layer|block|card)|overlay layer)\b|단색|사각형|도형|상자|색\s*(?:레이어|판)|\b(?:rectángulos?|cajas?|formas?|capa de color|sólidos?)(?!\p{L})/iu,
  logo: /\blogos?\b|로고|\blogotipos?\b/iu,
  everything:
    /\b(?:everything|all (?:items|of it|the items)|the whole (?:video|timeline))\b|전부|모두\s*(?:삭제|지워)|모든\s*(?:항목|것|아이템)|\b(?:todo|todos los elementos)\b/iu,
  pronoun:
    /\b(?:it|this|that|them|these|selected)\b|이것|이거|그것|그거|선택(?:한|된)|\b(?:lo|la|esto|eso|este|esta|seleccionad[oa])\b|(?:lo|la)(?:\s|$)/iu,
} as const;

export const LOOK = {
  muchBigger: /\b(?:much|way|a lot) (?:bigger|larger)\b|훨씬\s*(?:더\s*)?(?:크게|큰)|\bmucho más grande/iu,
  bigger:
    /\b(?:bigger|larger|increase the (?:size|font)|enlarge|grow)\b|더?\s*크게|키워|키우고|확대|\b(?:más grandes?|agranda\w*|aumenta\w*)(?!\p{L})/iu,
  smaller:
    /\b(?:smaller|tinier|decrease the (?:size|font)|shrink)\b|더?\s*작게|축소|글자\s*크기를?\s*줄|\b(?:más pequeñ[oa]s?|achica\w*|más chic[oa])(?!\p{L})/iu,
  bold: /\b(?:bold|bolder|thicker)\b|굵게|볼드|두껍게|\b(?:negritas?|más grues[oa])\b/iu,
  thin: /\b(?:thin(?:ner)?|lighter weight|regular weight)\b|얇게|가늘게|\b(?:más fin[oa]|delgad[oa])\b/iu,
  quieter:
    /\b(?:quieter|(?:lower|reduce) the (?:volume|music|sound)|turn (?:it |the \w+ )?down|softer|less loud)\b|(?:소리|볼륨|음량)[를을]?\s*(?:줄|낮)|작은\s*소리|더?\s*작게\s*(?:들리|틀)|\b(?:baja\w*(?: un poco| algo)? (?:el volumen|la música|el sonido)|más baj[oa] el|menos volumen)\b/iu,
  louder:
    /\b(?:louder|(?:raise|increase|boost) the (?:volume|music|sound)|turn (?:it |the \w+ )?up|increase the volume)\b|(?:소리|볼륨|음량)[를을]?\s*(?:키|높|올)|\b(?:sube\w*(?: un poco| algo)? (?:el volumen|la música|el sonido)|más volumen|más fuerte)\b/iu,
  fadeIn:
    /\bfade[ -]?in\b|\bfades?\b[^.,]*\bin\b|페이드\s*인|서서히\s*나타|\b(?:fundido de entrada|aparezca poco a poco)\b/iu,
  fadeOut:
    /\bfade[ -]?out\b|\bfades?\b[^.,]*\bout\b|페이드\s*아웃|서서히\s*사라|\b(?:fundido de salida|desaparezca poco a poco)\b/iu,
} as const;

/** Where in time. */
export const SPOT = {
  start:
    /\b(?:to|at) the (?:very )?(?:beginning|start|front)\b|맨?\s*(?:앞|처음)(?:으로|에)|\bal (?:principio|inicio|comienzo)(?!\p{L})/iu,
  end: /\b(?:to|at) the (?:very )?end\b|맨?\s*(?:뒤|끝)(?:으로|로|에)|마지막(?:으로|에)|\bal final(?!\p{L})/iu,
} as const;

/** "To 4 seconds" and "lasts 4 seconds" are a length; "4 seconds longer" and "by 4 seconds" are a change of one. */
export function isExactLength(text: string): boolean {
  if (
    /\bby\b|만큼|\b(?:longer|shorter|more|less|más|menos)\b|초\s*(?:정도\s*)?(?:더|길|짧|늘|줄)/iu.test(text)
  ) {
    return /\b(?:to|a)\s+\d|\d\s*초(?:로|으로)/iu.test(text);
  }
  return /\bto\b|\b(?:last|lasts|be|stay|stays|dure|durar|a)\s|(?:으로|로)(?:\s|$)/iu.test(text);
}

/** Families of type, as the film has them. */
const FAMILIES: readonly (readonly [string, RegExp])[] = [
  ["Noto Sans KR", /\bnoto(?: sans)?(?: kr)?\b|노토\s*산스?/iu],
  ["Inter", /\binter\b(?! font)|\bInter font\b|인터\s*(?:글꼴|폰트|체)/u],
];

export const fontFamilyIn = (text: string): string | undefined =>
  FAMILIES.find(([, pattern]) => pattern.test(text))?.[0];

/** How much is seen of a thing, 0 to 1. */
export function opacityIn(text: string): number | undefined {
  if (/\b(?:half|semi)[- ]?transparent\b|반투명|\b(?:semi|medio )transparente/iu.test(text)) return 0.5;
  const [, opaque, clear] =
    /(\d{1,3})\s*%\s*(?:(opacity|opaque|opacidad|불투명)|(?:transparen\w*|투명))/iu.exec(text) ?? [];
  if (opaque === undefined) return undefined;
  const share = Math.min(100, Number(opaque)) / 100;
  return clear === undefined ? 1 - share : share;
}

/** Moods that the product has beds for, as people call them. */
const MOODS: readonly (readonly [string, RegExp])[] = [
  ["upbeat", /\b(?:upbeat|happy|cheerful|alegre)\b|신나는|밝은|경쾌한/iu],
  ["energetic", /\b(?:energetic|driving|fast|enérgic[oa])|활기찬|힘찬/iu],
  ["dramatic", /\b(?:dramatic|tense|epic|dramátic[oa]|épic[oa])|극적인|웅장한/iu],
  ["corporate", /\b(?:corporate|business|corporativ[oa])\b|기업|비즈니스/iu],
  ["chill", /\b(?:chill|calm|relaxed|soft|tranquil[oa]|suave)\b|잔잔한|차분한/iu],
];

/** The kind of music that is asked for. */
export const moodIn = (text: string): string | undefined =>
  MOODS.find(([, pattern]) => pattern.test(text))?.[0];

const TRANSITIONS: readonly (readonly [string, RegExp])[] = [
  ["slide", /\b(?:slid(?:e|es|ing)|desliza\w*)(?!\p{L})|슬라이드|미끄러/iu],
  ["wipe", /\b(?:wip(?:e|es|ing)|barrido)\b|와이프|닦아/iu],
  ["scale", /\b(?:zoom|scale|pop)(?:s|ing)?[ -](?:in|out)\b|확대되며|줌\s*(?:인|아웃)/iu],
];
const GOES = /\b(?:out|leaves?|exits?|salga|salida)\b|사라|나가/iu;
const WAYS: readonly (readonly [string, RegExp])[] = [
  ["right", /\b(?:from the left|desde la izquierda)\b|왼쪽에서/iu],
  ["left", /\b(?:from the right|desde la derecha)\b|오른쪽에서/iu],
  ["down", /\b(?:from (?:the top|above)|desde arriba)\b|위에서/iu],
  ["up", /\b(?:from (?:the bottom|below)|desde abajo)\b|아래에서/iu],
];

/** How an item is to come or go, under the composition's key for it. */
export function transitionIn(text: string, seconds: number): Record<string, unknown> {
  const type = TRANSITIONS.find(([, pattern]) => pattern.test(text))?.[0];
  if (type === undefined) return {};
  const direction = WAYS.find(([, pattern]) => pattern.test(text))?.[0];
  const transition = { type, ...(direction !== undefined && { direction }), durationInSeconds: seconds };
  return GOES.test(text) ? { transitionOut: transition } : { transitionIn: transition };
}

const VERTICAL: readonly (readonly [RegExp, string])[] = [
  [/\b(?:top|upper|above)\b|맨?\s*위|상단|위쪽|\b(?:arriba|superior|parte de arriba)\b/iu, "top"],
  [/\b(?:bottom|lower(?! the)|below)\b|맨?\s*아래|하단|아래쪽|밑|\b(?:abajo|inferior)\b/iu, "bottom"],
];
const HORIZONTAL: readonly (readonly [RegExp, string])[] = [
  [/\bleft\b|왼쪽|좌측|\bizquierd[ao]\b/iu, "left"],
  [/\bright\b|오른쪽|우측|\bderech[ao]\b/iu, "right"],
];
const CENTER =
  /\b(?:center(?:ed)?|centre(?:d)?|middle)\b|가운데|중앙|중간|\b(?:centr(?:o|ado|ada|al)|centra\w*|en medio)\b/iu;

/** Where on the stage: `center`, `top`, `bottom`, `left`, `right` or a corner such as `top-left`. */
export function positionIn(text: string): string | undefined {
  const vertical = VERTICAL.find(([pattern]) => pattern.test(text))?.[1];
  const horizontal = HORIZONTAL.find(([pattern]) => pattern.test(text))?.[1];
  if (vertical !== undefined && horizontal !== undefined) return `${vertical}-${horizontal}`;
  return vertical ?? horizontal ?? (CENTER.test(text) ? "center" : undefined);
}

const SHAPES: readonly (readonly [RegExp, number, number])[] = [
  [
    /\b9\s*[:x]\s*16\b|\b(?:vertical|portrait|for (?:tiktok|reels|shorts|stories))\b|세로(?!로\s*정렬)|쇼츠\s*비율/iu,
    1080,
    1920,
  ],
  [
    /\b16\s*[:x]\s*9\b|\b(?:landscape|widescreen|horizontal|panorámico|apaisado)\b|가로\s*(?:화면|영상|형|비율|로)/iu,
    1920,
    1080,
  ],
  [/\b1\s*[:x]\s*1\b|\b(?:square|cuadrad[oa])\b|정사각형/iu, 1080, 1080],
  [/\b4\s*:\s*5\b/iu, 1080, 1350],
];

/** Size of the stage in pixels, from an aspect ratio, its name, or "1280x720". */
export function stageSizeIn(text: string): { width: number; height: number } | undefined {
  const exact = /\b(\d{3,4})\s*[x×*]\s*(\d{3,4})\b/iu.exec(text);
  if (exact?.[1] !== undefined && exact[2] !== undefined)
    return { width: Number(exact[1]), height: Number(exact[2]) };
  const shape = SHAPES.find(([pattern]) => pattern.test(text));
  return shape === undefined ? undefined : { width: shape[1], height: shape[2] };
}

export function fpsIn(text: string): number | undefined {
  const found =
    /\b(\d{1,3})\s*(?:fps|frames per second|프레임|cuadros por segundo|fotogramas por segundo)/iu.exec(
      text,
    )?.[1];
  return found === undefined ? undefined : Number(found);
}

/** Size of letters in pixels, from "font size 80", "80px", "글자 크기 80". */
export function fontSizeIn(text: string): number | undefined {
  const found =
    /\b(?:font[ -]?size|size|tamaño(?: de (?:letra|fuente))?)(?:\s+(?:to|of|a|de|en))?\s+(\d{2,3})\b|\b(\d{2,3})\s*(?:px|pt|píxeles|픽셀|포인트)|크기[를을]?\s*(\d{2,3})/iu.exec(
      text,
    );
  const digits = found?.[1] ?? found?.[2] ?? found?.[3];
  return digits === undefined ? undefined : Number(digits);
}
