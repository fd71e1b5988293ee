import type { Subject } from "./read-prompt.ts";

export const settings = [
  "space",
  "meadow",
  "forest",
  "desert",
  "snow",
  "city",
  "sea",
  "underwater",
  "table",
  "stage",
  "studio",
  "body",
  "parchment",
] as const;
export type Setting = (typeof settings)[number];
export type Light = "day" | "dusk" | "night";
export type Weather = "clear" | "rain" | "snow";

// Words that name a place outright. Latin ones match from a word's beginning, so plurals and endings are covered.
const places: readonly (readonly [Setting, RegExp])[] = [
  [
    "underwater",
    /\b(underwater|coral|reef|seabed|deep sea|submarin|arrecife|bajo el agua|fondo marino)|바닷속|심해|산호/,
  ],
  [
    "body",
    /\b(cells?|bacteria|virus|bloodstream|immune|celula|sangre|neuron|microb|organism)\b|세포|혈액|면역|바이러스|세균/,
  ],
  [
    "space",
    /\b(space|universe|galax|cosmos|cosmic|outer|orbit|solar system|milky way|via lactea|espacio|universo)|우주|은하|궤도|태양계/,
  ],
  [
    "stage",
    /\b(stage|concert|theater|theatre|festival|orchestra|escenario|concierto|teatro)|무대|공연|콘서트/,
  ],
  [
    "parchment",
    /\b(ancient|medieval|history|historic|empire|pharaoh|roman|antigu|historia|imperio|medieval)|고대|역사|제국|조선|중세/,
  ],
  [
    "sea",
    /\b(ocean|sea|beach|coast|harbor|harbour|island|wave|oceano|mar|playa|costa|isla|barco)\b|바다|해변|해안|파도|항구|섬/,
  ],
  ["desert", /\b(desert|dune|sahara|pyramid|egypt|desierto|duna|egipto)|사막|이집트|피라미드/],
  [
    "snow",
    /\b(snow|winter|arctic|antarctic|glacier|iceberg|ski|nieve|invierno|artico|glaciar)|눈밭|겨울|북극|남극|빙하|설원/,
  ],
  ["forest", /\b(forest|jungle|rainforest|woods|bosque|selva)|숲|정글|밀림/],
  ["city", /\b(city|cities|street|urban|downtown|skyline|traffic|ciudad|calle|urbano)|도시|거리|교통|시내/],
  [
    "table",
    /\b(kitchen|table|recipe|cooking|bake|baking|restaurant|cocina|mesa|receta|cocinar|horno)|부엌|주방|식탁|요리|레시피/,
  ],
  [
    "meadow",
    /\b(meadow|field|garden|farm|park|countryside|mountain|valley|campo|jardin|granja|pradera|montana)|들판|정원|농장|공원|초원|산맥/,
  ],
  ["space", /\b(planet|eclipse|astronom|astronaut|comet|moon|luna|mars)\b|행성|일식|월식|천문/],
];

/** Where things of a kind are at home. */
const homes: readonly (readonly [RegExp, Setting])[] = [
  [/^animal-marine/, "underwater"],
  [/^(animal|plant)/, "meadow"],
  [/^food|^drink|^dishware/, "table"],
  [/^transport-water/, "sea"],
  [/^(transport-ground|place-building|place-other)/, "city"],
  [/^place-(geographic|religious)|^transport-air|^sky-weather/, "meadow"],
  [/^(music|musical|arts|game)/, "stage"],
];
const spaceIcons =
  /moon|^sun$|globe-showing|ringed-planet|comet|star$|rocket|satellite$|flying-saucer|astronaut|own:(solar|lunar)-eclipse|own:black-hole/;

/** Where the scene is: the place that the words name, else where the most important things are at home, else a studio. */
export function settingOf(
  text: string,
  subjects: readonly Pick<Subject, "icon" | "subgroup" | "score">[],
): Setting {
  const named = places.find(([, pattern]) => pattern.test(text))?.[0];
  if (named) return named;
  const votes = new Map<Setting, number>();
  const vote = (setting: Setting, weight: number) => votes.set(setting, (votes.get(setting) ?? 0) + weight);
  for (const { icon, subgroup, score } of subjects) {
    const home = homes.find(([pattern]) => pattern.test(subgroup))?.[1];
    if (spaceIcons.test(icon)) vote("space", /^(sun|.*star|.*globe.*)$/.test(icon) ? score * 0.6 : score);
    else if (/^own:(cell)|microbe/.test(icon)) vote("body", score);
    else if (/cactus|camel|own:pyramid/.test(icon)) vote("desert", score);
    else if (/penguin|snowman|polar-bear|snow-capped/.test(icon)) vote("snow", score);
    else vote(home ?? "studio", home ? score : score * 0.8);
  }
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "studio";
}

/** The time of day that the words name. */
export function lightOf(text: string): Light {
  if (
    /\b(night|midnight|stars|starry|moonlight|aurora|northern lights|noche|estrellad|medianoche)|밤|야경|별빛|오로라/.test(
      text,
    )
  )
    return "night";
  if (
    /\b(sunset|sunrise|dusk|dawn|evening|golden hour|twilight|atardecer|amanecer|ocaso|crepusculo)|노을|일출|일몰|새벽|저녁|석양/.test(
      text,
    )
  )
    return "dusk";
  return "day";
}

/** What falls from the sky, if the words say so. */
export function weatherOf(text: string): Weather {
  if (/\b(rain(y|s|ing|fall|storm)?\b|storm|thunder|monsoon|lluvia|tormenta)|폭우|장마|비가|폭풍/.test(text))
    return "rain";
  if (/\b(snow|snowy|snowfall|blizzard|winter|nieve|invierno|nevad)|눈이|폭설|겨울|눈보라/.test(text))
    return "snow";
  return "clear";
}
