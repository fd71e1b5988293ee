import { isRecord, listOf, recordOf } from "../../../json-values.ts";
import { comparisonOf } from "./choice.ts";
import type { ChoiceRule, MachineDefinition } from "./definition.ts";
import { parseExpression } from "./expression.ts";
import { isReferencePath, parsePath } from "./path.ts";

const COMMON = ["Type", "Comment", "QueryLanguage"];
const FLOW = ["InputPath", "OutputPath", "Next", "End"];
const RESULT = ["Parameters", "ResultSelector", "ResultPath", "Retry", "Catch"];

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [...COMMON, ...FLOW, ...RESULT, "Resource", "TimeoutSeconds", "TimeoutSecondsPath"],
  Pass: [...COMMON, ...FLOW, "Result", "Parameters", "ResultPath"],
  Choice: [...COMMON, "InputPath", "OutputPath", "Choices", "Default"],
  Wait: [...COMMON, ...FLOW, "Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
  Succeed: [...COMMON, "InputPath", "OutputPath"],
  Fail: [...COMMON, "Error", "ErrorPath", "Cause", "CausePath"],
  Parallel: [...COMMON, ...FLOW, ...RESULT, "Branches"],
  Map: [
    ...COMMON,
    ...FLOW,
    ...RESULT,
    "ItemProcessor",
    "Iterator",
    "ItemsPath",
    "ItemSelector",
    "MaxConcurrency",
    "MaxConcurrencyPath",
  ],
};

const MACHINE_FIELDS = ["StartAt", "States", "Comment", "Version", "TimeoutSeconds", "QueryLanguage"];
const FLOW_FIELDS = ["StartAt", "States", "ProcessorConfig", "Comment"];
const RETRY_FIELDS = [
  "ErrorEquals",
  "IntervalSeconds",
  "MaxAttempts",
  "BackoffRate",
  "MaxDelaySeconds",
  "JitterStrategy",
  "Comment",
];
const CATCH_FIELDS = ["ErrorEquals", "Next", "ResultPath", "Comment"];

/**
 * Takes a definition if everything in it runs here as it would in AWS: JSONPath, inline Maps, no heartbeats.
 * @param isKnownResource whether a Task's Resource has an integration here
 * @throws Error naming the machine and every fault
 */
export function checkDefinition(
  machineName: string,
  definition: unknown,
  isKnownResource: (resource: string) => boolean,
): MachineDefinition {
  const faults: string[] = [];
  const checker = new Checker(faults, isKnownResource);
  checker.flow(definition, "the machine", MACHINE_FIELDS);
  if (faults.length > 0) {
    throw new Error(`the local Step Functions cannot run ${machineName}:\n  ${faults.join("\n  ")}`);
  }
  return definition as MachineDefinition;
}

class Checker {
  readonly #faults: string[];
  readonly #isKnownResource: (resource: string) => boolean;

  constructor(faults: string[], isKnownResource: (resource: string) => boolean) {
    this.#faults = faults;
    this.#isKnownResource = isKnownResource;
  }

  flow(flow: unknown, where: string, known: readonly string[] = FLOW_FIELDS): void {
    const { StartAt, States, ProcessorConfig } = recordOf(flow);
    this.#onlyKnown(recordOf(flow), known, where);
    const mode = recordOf(ProcessorConfig).Mode ?? "INLINE";
    if (mode !== "INLINE") this.#faults.push(`${where}: ProcessorConfig.Mode ${String(mode)}`);
    if (!isRecord(States) || Object.keys(States).length === 0) this.#faults.push(`${where} has no States`);
    const names = new Set(Object.keys(recordOf(States)));
    if (!names.has(String(StartAt)))
      this.#faults.push(`${where} starts at ${String(StartAt)}, which is none of its states`);
    for (const [name, state] of Object.entries(recordOf(States))) this.#state(recordOf(state), name, names);
  }

  #state(state: Record<string, unknown>, name: string, names: ReadonlySet<string>): void {
    const type = String(state.Type);
    const known = FIELDS[type];
    if (known === undefined) {
      this.#faults.push(`${name} has the unknown type ${type}`);
      return;
    }
    this.#onlyKnown(state, known, name);
    const isLast = type === "Succeed" || type === "Fail" || type === "Choice";
    if (!isLast && state.End !== true && state.Next === undefined)
      this.#faults.push(`${name} neither ends nor has a Next`);
    const targets = [
      state.Next,
      state.Default,
      ...[...listOf(state.Choices), ...listOf(state.Catch)].map((each) => recordOf(each).Next),
    ];
    for (const target of targets.filter((each) => each !== undefined)) {
      if (!names.has(String(target)))
        this.#faults.push(`${name} goes to ${String(target)}, which is none of its states`);
    }
    for (const field of [
      "InputPath",
      "OutputPath",
      "ItemsPath",
      "SecondsPath",
      "TimestampPath",
      "TimeoutSecondsPath",
      "MaxConcurrencyPath",
    ]) {
      this.#path(state[field], `${name}.${field}`);
    }
    this.#path(state.ResultPath, `${name}.ResultPath`, true);
    for (const field of ["ErrorPath", "CausePath"])
      if (state[field] !== undefined) this.#expression(state[field], `${name}.${field}`);
    for (const field of ["Parameters", "ResultSelector", "ItemSelector"])
      this.#template(state[field], `${name}.${field}`);
    for (const retrier of listOf(state.Retry))
      this.#onlyKnown(recordOf(retrier), RETRY_FIELDS, `${name}.Retry`);
    for (const catcher of listOf(state.Catch)) {
      this.#onlyKnown(recordOf(catcher), CATCH_FIELDS, `${name}.Catch`);
      this.#path(recordOf(catcher).ResultPath, `${name}.Catch.ResultPath`, true);
    }
    if (type === "Task" && !this.#isKnownResource(String(state.Resource)))
      this.#faults.push(`${name}.Resource ${String(state.Resource)}`);
    for (const rule of listOf(state.Choices)) this.#rule(recordOf(rule), name);
    if (type === "Parallel") {
      for (const [at, branch] of listOf(state.Branches).entries())
        this.flow(branch, `${name}.Branches[${at}]`);
    }
    if (type === "Map") this.flow(state.ItemProcessor ?? state.Iterator, `${name}'s iterator`);
    for (const field of ["Seconds", "TimeoutSeconds", "MaxConcurrency"]) {
      if (state[field] !== undefined && typeof state[field] !== "number")
        this.#faults.push(`${name}.${field} is no number`);
    }
  }

  #rule(rule: Record<string, unknown>, name: string): void {
    const inner = [...listOf(rule.And), ...listOf(rule.Or), ...(rule.Not === undefined ? [] : [rule.Not])];
    for (const each of inner) this.#rule(recordOf(each), name);
    if (inner.length > 0) return;
    this.#path(rule.Variable ?? "", `${name}.Choices.Variable`, true);
    this.#try(() => comparisonOf(rule as ChoiceRule), name);
  }

  #template(template: unknown, where: string): void {
    if (Array.isArray(template)) for (const item of listOf(template)) this.#template(item, where);
    if (!isRecord(template)) return;
    for (const [key, value] of Object.entries(template)) {
      if (key.endsWith(".$")) this.#expression(value, `${where}.${key}`);
      else this.#template(value, where);
    }
  }

  #expression(text: unknown, where: string): void {
    this.#try(() => parseExpression(String(text)), where);
  }

  #path(path: unknown, where: string, isReference = false): void {
    if (path === undefined || path === null) return;
    this.#try(() => {
      parsePath(String(path));
      if (isReference && !isReferencePath(String(path)))
        throw new SyntaxError(`the path ${String(path)} is no reference path`);
    }, where);
  }

  #try(work: () => unknown, where: string): void {
    try {
      work();
    } catch (fault) {
      if (!(fault instanceof SyntaxError)) throw fault;
      this.#faults.push(`${where}: ${fault.message}`);
    }
  }

  #onlyKnown(given: Record<string, unknown>, known: readonly string[], where: string): void {
    for (const field of Object.keys(given))
      if (!known.includes(field)) this.#faults.push(`${where}.${field} is not done here`);
    const language = given.QueryLanguage ?? "JSONPath";
    if (language !== "JSONPath") this.#faults.push(`${where}.QueryLanguage ${String(language)}`);
  }
}
