import { mkdirSync } from "node:fs";
import path from "node:path";
import { documentedStills } from "./documented-stills.ts";
import { openStills } from "./stills.ts";

/*
 * Draws docs/stills again: `npm run stills`, or `npm run stills -- crop end-card` for some of them.
 */
const folder = path.resolve(import.meta.dirname, "../../../docs/stills");
const LONGER_SIDE = 640;

const wanted = process.argv.slice(2);
const chosen = documentedStills.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (chosen.length === 0) throw new Error(`No still is called ${wanted.join(" or ")}.`);

mkdirSync(folder, { recursive: true });
const stills = await openStills();
try {
  for (const { name, film, frame } of chosen) {
    await stills.save(film, frame, LONGER_SIDE, path.join(folder, `${name}.jpg`));
    process.stdout.write(`docs/stills/${name}.jpg\n`);
  }
} finally {
  await stills.close();
}
