import type { Language } from "./tokens.ts";

// Words that say how, not what: grammar, the verbs of a storyboard, and the vocabulary of image prompts
// ("cinematic", "high detail"), which would otherwise fetch a cinema or a magnifying glass.
const english = `a an the and or but of in on at by for from to with without within into onto over under between among
 through across along around behind before after above below near next inside outside beside against toward towards
 is are was were be been being am do does did done has have had having can could will would shall should may might must
 it its this that these those there here where when while how why what which who whom whose then than as if so such
 not no nor only just very more most much many some any each every all both few several other another same own
 i you he she we they me him her us them my your his their our one two three four five six seven eight nine ten first second third
 show shows showing shown scene scenes shot view wide close closeup up down left right front center centre middle foreground background
 explain explains explaining happen happens happening become becomes make makes made making get gets getting go goes going come comes coming
 use uses used using take takes taking give gives giving keep keeps see sees seen look looks looking need needs work works works working
 start starts begin begins end ends ending turn turns turning move moves moving pass passes passing form forms call called
 image picture photo photograph photography illustration illustrated drawing painting render rendering rendered style styled stylized art artwork
 cinematic dramatic detailed detail details realistic photorealistic hyperrealistic quality high low resolution hd uhd 4k 8k ultra sharp
 soft warm cool bright vivid vibrant colorful colourful color colors colour colours lighting lit light lights shadow shadows mood atmosphere atmospheric
 beautiful stunning gorgeous amazing epic elegant clean clear minimal minimalist modern simple simply flat vector digital concept composition
 frame framing camera lens depth field focus focused bokeh blur blurred texture textured tone tones palette aesthetic poster banner thumbnail
 big small large tiny huge little tall short long great good new old young early late different various full empty whole part parts
 thing things way ways kind kinds type types lot example examples people person someone everyone something anything
 no text letters words word caption captions logo logos watermark topic about video film educational documentary introduction overview summary conclusion step steps
 slowly quickly gently gentle smooth subtle motion moving animation animated pan zoom tilt also always never often perfect perfectly exactly
 red blue green yellow orange purple pink white black brown grey gray golden silver dark pale deep rich human humans system systems air hot cold dry wet
 busy sleepy rustic sunny watching wearing holding standing sitting process processes made real true level pattern patterns abstract
 night midnight sunset sunrise dawn dusk evening morning table stage sky background scenery landscape
 side view aerial top bottom angle seen fills filling glowing glow`;

const spanish = `el la los las un una unos unas y o u e de del al a en con sin por para sobre bajo entre hacia hasta desde segun tras
 que como cuando donde quien cual cuyo porque si no ni ya muy mas menos tan tanto todo toda todos todas cada otro otra otros otras mismo misma
 es son era eran fue fueron ser estar esta estan este esto ese esa eso estos estas aquel aquella hay haber ha han sido siendo
 se su sus lo le les me te nos mi tu nuestro nuestra yo ella ellos ellas uno dos tres cuatro cinco primer primera primero segundo segunda
 mostrar muestra mostrando escena escenas vista plano imagen foto fotografia ilustracion dibujo estilo arte cinematografico detallado detalle detalles
 suave calido calida brillante vivido colorido color colores luz luces sombra ambiente atmosfera hermoso hermosa bonito bello bella
 ocurre sucede pasa hace hacen hacer explica explicar funciona funcionan comienza empieza termina video pelicula fondo frente centro grande pequeno pequena
 rojo roja azul verde amarillo amarilla blanco blanca negro negra humano humana sistema soleado dorado proceso
 noche atardecer amanecer cielo paisaje
 tambien siempre nunca asi lento lentamente rapido movimiento camara texto letras logotipo calidad alta resolucion gente persona cosa cosas parte partes`;

const korean = `그 이 저 것 수 등 및 또는 그리고 그러나 하지만 때 때문 위 아래 안 밖 앞 뒤 옆 사이 중 속 더 가장 매우 아주 모든 여러 각 한 두 세 네
 장면 모습 이미지 사진 그림 일러스트 스타일 배경 화면 구도 조명 빛 색 색감 분위기 영화 같은 시네마틱 고해상도 디테일 선명한 부드러운 따뜻한 밝은 어두운 화려한
 빨간 파란 초록 노란 하얀 검은 현상 방법 시스템 사람
 밤 하늘 노을 풍경 저녁 새벽
 아름다운 멋진 큰 작은 설명 보여주는 있는 없는 하는 되는 일어나는 일어납니다 합니다 입니다 있습니다 됩니다 위한 대한 통해 어떻게 무엇 왜 누구 언제 어디 영상 비디오 주제 소개 정리 과정`;

const lists: Readonly<Record<Language, ReadonlySet<string>>> = {
  en: new Set(english.split(/\s+/)),
  es: new Set(spanish.split(/\s+/)),
  ko: new Set(korean.split(/\s+/)),
};

/** Whether a word says nothing about what is in the picture. */
export function isStopWord(word: string, language: Language): boolean {
  return lists[language].has(word) || (language === "en" && word.length < 3 && !["ox"].includes(word));
}
