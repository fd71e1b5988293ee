import { describe, expect, it } from "vitest";
import { type Definition, definitionsOf, synthesized } from "./synthesized.ts";

interface Catcher {
  readonly Next: string;
  readonly ResultPath?: string;
}
interface Handler {
  readonly Parameters?: { readonly Payload?: Readonly<Record<string, unknown>> };
  readonly ErrorPath?: string;
}

/** Every state of a definition, those of branches and iterators too, with the states it can go to. */
function scopesOf(definition: Definition): Definition[] {
  const inner = Object.values(definition.States).flatMap((state) => [
    ...((state.Branches as Definition[] | undefined) ?? []),
    ...(state.ItemProcessor ? [state.ItemProcessor as Definition] : []),
  ]);
  return [definition, ...inner.flatMap(scopesOf)];
}

const catches = Object.entries(definitionsOf(synthesized().template)).flatMap(([machine, definition]) =>
  scopesOf(definition).flatMap(({ States }) =>
    Object.entries(States).flatMap(([name, state]) =>
      ((state.Catch as Catcher[] | undefined) ?? []).map(({ Next, ResultPath }) => {
        const handler = States[Next] as unknown as Handler | undefined;
        return { machine, name, ResultPath, reads: handler?.Parameters?.Payload?.["error.$"] };
      }),
    ),
  ),
);

describe("what the machines catch", () => {
  it("is put where the step that handles it reads it", () => {
    const handled = catches.filter(({ reads }) => reads !== undefined);
    expect(new Set(handled.map(({ machine }) => machine))).toEqual(
      new Set(["AgentRun", "LongVideo", "Scene", "Render"]),
    );
    expect(handled.filter(({ ResultPath, reads }) => ResultPath !== reads)).toEqual([]);
  });
});
