import { createContext, Script } from "node:vm";
import { z } from "zod";
import type { Assembly, Log, Resource } from "../../types.ts";

const properties = z.object({
  Name: z.string(),
  FunctionCode: z.string(),
  FunctionConfig: z.looseObject({
    Runtime: z.string(),
    KeyValueStoreAssociations: z.array(z.unknown()).max(0, "key value stores are not emulated").optional(),
  }),
});

/**
 * AWS stops a function after less than a millisecond of its processor's time. This is time on the wall of a machine that
 * may be rendering on every core, so it only ends loops.
 */
const TIME_LIMIT_MS = 5000;

/** Runs a CloudFront Function on an event. @throws Error when it fails, as CloudFront answers 503 then */
export type RunEdgeFunction = (event: unknown) => Promise<unknown>;

/** @throws Error naming a function that the template does not have, or whose code does not compile */
export function readEdgeFunction(assembly: Assembly, arn: string, log: Log): RunEdgeFunction {
  const resource = assembly
    .ofType("AWS::CloudFront::Function")
    .find(({ ref, attributes }) => ref === arn || attributes.FunctionARN === arn);
  if (!resource) throw new Error(`the template has no CloudFront function ${arn}`);
  const { Name, FunctionCode } = parse(resource);
  const script = new Script(`${FunctionCode}\n;handler(event);`, { filename: `${Name}.js` });
  const line = (...parts: unknown[]) =>
    log.debug("front.edge-function", { function: Name, line: parts.map(String).join(" ") });
  return async (event) => {
    // A context of its own each time: these functions keep no state, and see no Node.
    const context = createContext({ event: undefined, console: { log: line, error: line } });
    context.event = new Script(`(${JSON.stringify(event)})`).runInContext(context);
    const result: unknown = await script.runInContext(context, { timeout: TIME_LIMIT_MS });
    // Out of the other realm, and free of anything that is no data.
    return JSON.parse(JSON.stringify(result) ?? "null") as unknown;
  };
}

function parse(resource: Resource): z.infer<typeof properties> {
  const parsed = properties.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  throw new Error(`${resource.logicalId}: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
}
