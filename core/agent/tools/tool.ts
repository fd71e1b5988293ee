import type * as z from "zod";
import type { Operation } from "../../compositions/operations.ts";
import type { Composition } from "../../contract/composition.ts";
import type { FilmLook } from "../../contract/template.ts";

/** What a tool that edits the composition gets to see. */
export interface EditContext {
  readonly composition: Composition;
  /** An id for what this call adds: the same for the same call, and no other's. */
  newId(kind: string): string;
  /** When the user selected one item, the only one that may be changed. */
  readonly selectedItemId: string | undefined;
  /** Of the run's template: what is added looks like it where the call does not say otherwise. */
  readonly look?: FilmLook | undefined;
}

/** What an edit comes to. `resultText` is what the model is told. */
export interface Edit {
  readonly operations: readonly Operation[];
  readonly resultText: string;
}

/** A tool of the agent: what the model reads about it, and how its input is checked. */
export interface ToolDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly description: string;
  /** Objects in it are closed: what it does not name is refused. */
  readonly input: Schema;
  /** The vendor is to hold the model to the schema; it does so for few optional fields only, see the registry. */
  readonly isStrict: boolean;
}

/** The call cannot be done as it was asked for. The text goes back to the model, which may ask better. */
export class ToolInputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ToolInputError";
  }
}

/** @throws ToolInputError naming the items there are */
export function itemOf({ composition, selectedItemId }: EditContext, itemId: string) {
  if (selectedItemId !== undefined && itemId !== selectedItemId) {
    throw new ToolInputError(`Only the selected item ${selectedItemId} may be changed.`);
  }
  const item = Object.hasOwn(composition.items, itemId) ? composition.items[itemId] : undefined;
  if (item !== undefined) return item;
  const known = Object.keys(composition.items).slice(0, 50).join(", ");
  throw new ToolInputError(`There is no item ${itemId}. Items: ${known || "none"}.`);
}

/** @throws ToolInputError while the user has one item selected: it alone may be changed */
export function requireNoSelection({ selectedItemId }: Pick<EditContext, "selectedItemId">): void {
  if (selectedItemId === undefined) return;
  throw new ToolInputError(`Only the selected item ${selectedItemId} may be changed.`);
}
