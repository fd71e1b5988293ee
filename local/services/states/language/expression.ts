import type { ContextObject, Json } from "./definition.ts";
import { failure, format, INTRINSICS } from "./intrinsics.ts";
import { parsePath, readPath } from "./path.ts";

/** An argument of an intrinsic function. A literal string is kept as written, with its backslashes. */
type Expression =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "string"; readonly raw: string }
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] };

const known = new Map<string, Expression>();

/**
 * What stands to the right of a `.$` key: a path, or an intrinsic function.
 * @throws SyntaxError naming what is not understood
 */
export function parseExpression(text: string): Expression {
  const before = known.get(text);
  if (before !== undefined) return before;
  const parser = new Parser(text);
  const expression = parser.expression();
  parser.end();
  known.set(text, expression);
  return expression;
}

/** @throws StateError `States.Runtime` (no such value), `States.IntrinsicFailure` */
export function evaluate(text: string, input: Json, context: ContextObject, field: string): Json {
  return value(parseExpression(text), input, context, field);
}

function value(expression: Expression, input: Json, context: ContextObject, field: string): Json {
  switch (expression.kind) {
    case "path":
      return readPath(expression.path, input, context, field);
    case "string":
      return expression.raw.replace(/\\(.)/g, "$1");
    case "value":
      return expression.value;
    case "call": {
      const args = expression.args.map((arg) => value(arg, input, context, field));
      const [first] = expression.args;
      if (expression.name === "Format") {
        const isLiteral = first?.kind === "string";
        return format(isLiteral ? first.raw : args[0], isLiteral, args.slice(1));
      }
      const perform = INTRINSICS[expression.name];
      if (perform === undefined) throw failure(`States.${expression.name} is not known`);
      return perform(args);
    }
  }
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  expression(): Expression {
    this.#take(/\s*/y);
    const string = this.#take(/'((?:[^'\\]|\\.)*)'/y);
    if (string !== undefined) return { kind: "string", raw: string.slice(1, -1) };
    const literal = this.#take(/(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=[\s,)]|$)/y);
    if (literal !== undefined) return { kind: "value", value: JSON.parse(literal) as Json };
    if (this.#text[this.#at] === "$") return this.#path();
    const name = this.#take(/States\.\w+\(/y);
    if (name === undefined) throw this.#error();
    return { kind: "call", name: this.#knownName(name.slice("States.".length, -1)), args: this.#arguments() };
  }

  end(): void {
    this.#take(/\s*/y);
    if (this.#at !== this.#text.length) throw this.#error();
  }

  #arguments(): Expression[] {
    const args: Expression[] = [];
    if (this.#take(/\s*\)/y) !== undefined) return args;
    do args.push(this.expression());
    while (this.#take(/\s*,/y) !== undefined);
    if (this.#take(/\s*\)/y) === undefined) throw this.#error();
    return args;
  }

  #path(): Expression {
    const path =
      this.#take(/\$\$?(?:\.[^.[\],()\s]+|\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\]'"]*)\])*/y) ?? "";
    parsePath(path);
    return { kind: "path", path };
  }

  #knownName(name: string): string {
    if (name !== "Format" && INTRINSICS[name] === undefined)
      throw new SyntaxError(`States.${name} is not known here`);
    return name;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #error(): SyntaxError {
    return new SyntaxError(`the expression ${this.#text} is not understood at character ${this.#at + 1}`);
  }
}
