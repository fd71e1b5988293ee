import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { ReelwrightStack } from "../../lib/stacks/reelwright-stack.ts";

/** The app as bin/app.ts makes it, without bundling functions and site: for claims about the template alone. */
export function synthesized(): { app: App; template: Template } {
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  const app = new App({ context: { "aws:cdk:bundling-stacks": [] } });
  const stack = new ReelwrightStack(app, "Reelwright", { site: { folder, hash: "test" } });
  return { app, template: Template.fromStack(stack) };
}

type State = { readonly Type: string } & Readonly<Record<string, unknown>>;
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** ASL of each state machine by the construct it is in ("AgentRun"), tokens replaced by their own text. */
export function definitionsOf(template: Template): Record<string, Definition> {
  const machines = template.findResources("AWS::StepFunctions::StateMachine");
  return Object.fromEntries(
    Object.entries(machines).map(([logicalId, { Properties }]) => [
      /^Machines(\w+?)Machine/.exec(logicalId)?.[1] ?? logicalId,
      JSON.parse(textOf(Properties.DefinitionString)) as Definition,
    ]),
  );
}

/** A number where the ASL wants one, otherwise the logical id: enough for the shape of a definition. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  const join = (value as { "Fn::Join"?: [string, unknown[]] })["Fn::Join"];
  if (join) return join[1].map(textOf).join(join[0]);
  const ref = (value as { Ref?: string }).Ref;
  if (ref?.endsWith("Concurrency")) return "4";
  return ref ?? (value as { "Fn::GetAtt"?: string[] })["Fn::GetAtt"]?.[0] ?? "token";
}
