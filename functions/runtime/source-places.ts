import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";

/** `/var/task/index.js:3:1204`, as a stack has it. */
const PLACE = /(?:file:\/\/)?(\/[^\s():]+\.[cm]?js):(\d+):(\d+)/g;

const maps = new Map<string, SourceMap | undefined>();

/**
 * A stack with the places in the sources instead of those in a bundle, by the map beside it. The map is read when the
 * first error needs it: Node's own `--enable-source-maps` would read it at each start, which costs every caller some 30 ms
 * for the few who fail.
 */
export const inSources = (stack: string): string =>
  stack.replace(PLACE, (place, file: string, line: string, column: string) => {
    const origin = mapOf(file)?.findOrigin(Number(line), Number(column));
    return origin && "fileName" in origin
      ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`
      : place;
  });

function mapOf(file: string): SourceMap | undefined {
  const path = `${file}.map`;
  if (!maps.has(file)) {
    maps.set(file, existsSync(path) ? new SourceMap(JSON.parse(readFileSync(path, "utf8"))) : undefined);
  }
  return maps.get(file);
}
