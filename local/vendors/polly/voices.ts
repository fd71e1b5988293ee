export type Engine = "standard" | "neural" | "long-form" | "generative";

/** A Polly voice that is emulated, and the synthesizer settings that stand for it. */
export interface EmulatedVoice {
  readonly id: string;
  readonly gender: "Female" | "Male";
  readonly languageCode: string;
  readonly languageName: string;
  readonly engines: readonly Engine[];
  /** Voice of the synthesizer with its variant. */
  readonly synthesizer: string;
  /** 0 to 99. */
  readonly pitch: number;
  /** How lively the melody is, 0 to 99. */
  readonly range: number;
  /** Words a minute the synthesizer is told; what is heard is about 15 % faster without pauses. */
  readonly rate: number;
}

const languages = {
  "en-US": { name: "US English", synthesizer: "en-us", rate: 146 },
  "en-GB": { name: "British English", synthesizer: "en-gb-x-rp", rate: 146 },
  "es-ES": { name: "Castilian Spanish", synthesizer: "es", rate: 146 },
  "es-MX": { name: "Mexican Spanish", synthesizer: "es-419", rate: 146 },
  "es-US": { name: "US Spanish", synthesizer: "es-419", rate: 146 },
  "ko-KR": { name: "Korean", synthesizer: "ko", rate: 160 },
} as const;

// Ids, languages and engines: https://docs.aws.amazon.com/polly/latest/dg/available-voices.html
// Variant, pitch and melody are chosen so that no two voices of a language sound the same.
const rows = `
Joanna   Female en-US standard,neural,generative            f3     58 62
Salli    Female en-US standard,neural,generative            f2     64 55
Kendra   Female en-US standard,neural                       f4     50 48
Kimberly Female en-US standard,neural                       f1     60 58
Ivy      Female en-US standard,neural                       f5     78 70
Danielle Female en-US neural,long-form,generative           f2     52 66
Ruth     Female en-US neural,long-form,generative           f4     62 64
Matthew  Male   en-US standard,neural,generative            m3     44 54
Joey     Male   en-US standard,neural                       m1     52 60
Justin   Male   en-US standard,neural                       m5     70 66
Kevin    Male   en-US neural                                m6     66 62
Gregory  Male   en-US neural,long-form                      m2     34 46
Stephen  Male   en-US neural,generative                     m7     38 58
Amy      Female en-GB standard,neural,generative            f3     56 58
Emma     Female en-GB standard,neural                       f2     62 52
Brian    Male   en-GB standard,neural                       m3     42 52
Arthur   Male   en-GB neural                                m7     36 56
Lucia    Female es-ES standard,neural,generative            f3     58 60
Conchita Female es-ES standard                              f4     52 52
Enrique  Male   es-ES standard                              m3     42 52
Sergio   Male   es-ES neural,generative                     m7     38 58
Mia      Female es-MX standard,neural,generative            f4     62 64
Andres   Male   es-MX neural,generative                     m2     40 56
Lupe     Female es-US standard,neural,generative            f3     56 60
Penelope Female es-US standard                              f2     64 54
Miguel   Male   es-US standard                              m3     44 52
Pedro    Male   es-US neural,generative                     m7     38 60
Seoyeon  Female ko-KR standard,neural,generative            f3     56 58
Jihye    Female ko-KR neural                                f4     66 62
`;

function isLanguage(code: string): code is keyof typeof languages {
  return Object.hasOwn(languages, code);
}

function isEngine(name: string): name is Engine {
  return ["standard", "neural", "long-form", "generative"].includes(name);
}

export const emulatedVoices: readonly EmulatedVoice[] = rows
  .trim()
  .split("\n")
  .map((row) => {
    const [id = "", gender, code = "", engines = "", variant, pitch, range] = row.split(/\s+/);
    if (!isLanguage(code)) throw new Error(`the voice ${id} has an unknown language ${code}`);
    const { name, synthesizer, rate } = languages[code];
    return {
      id,
      gender: gender === "Male" ? "Male" : "Female",
      languageCode: code,
      languageName: name,
      engines: engines.split(",").filter(isEngine),
      synthesizer: `${synthesizer}+${variant}`,
      pitch: Number(pitch),
      range: Number(range),
      rate,
    };
  });
