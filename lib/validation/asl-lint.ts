import { createRequire } from "node:module";

/*
 * What the local cloud's Step Functions run, checked at synth. The local cloud refuses the same at its boot
 * (local/services/states/language/check-definition.ts). The two stay two because lib/ and local/ may not import each
 * other; test/lib/validation/asl-lint.test.ts holds them to one opinion on the same definitions.
 */

/** Of npm asl-validator, which has no types. */
type AslValidator = (
  definition: object,
  options: { checkPaths: boolean; checkArn: boolean },
) => {
  errors: {
    "Error code"?: string;
    Message?: string;
    message?: string;
    instancePath?: string;
    path?: string;
  }[];
};
const validateAsl = createRequire(import.meta.url)("asl-validator") as AslValidator;

const FLOW = ["Type", "Comment", "QueryLanguage", "InputPath", "OutputPath", "Next", "End"];
const RESULT = ["Parameters", "ResultSelector", "ResultPath", "Retry", "Catch"];
const STATE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [...FLOW, ...RESULT, "Resource", "TimeoutSeconds", "TimeoutSecondsPath"],
  Pass: [...FLOW, "Result", "Parameters", "ResultPath"],
  Choice: ["Type", "Comment", "QueryLanguage", "InputPath", "OutputPath", "Choices", "Default"],
  Wait: [...FLOW, "Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
  Succeed: ["Type", "Comment", "QueryLanguage", "InputPath", "OutputPath"],
  Fail: ["Type", "Comment", "QueryLanguage", "Error", "ErrorPath", "Cause", "CausePath"],
  Parallel: [...FLOW, ...RESULT, "Branches"],
  Map: [
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

const SDK_SERVICES = "dynamodb|eventbridge|secretsmanager|sfn|sqs|ssm";
const RESOURCES = [
  /^arn:aws:lambda:[\w-]+:\d+:function:[\w:$-]+$/,
  /^arn:aws:states:::lambda:invoke(\.waitForTaskToken)?$/,
  /^arn:aws:states:::states:startExecution(\.sync|\.sync:2|\.waitForTaskToken)?$/,
  /^arn:aws:states:::(sqs:sendMessage|events:putEvents)(\.waitForTaskToken)?$/,
  /^arn:aws:states:::dynamodb:(get|put|update|delete)Item(\.waitForTaskToken)?$/,
  new RegExp(`^arn:aws:states:::aws-sdk:(${SDK_SERVICES}):\\w+(\\.waitForTaskToken)?$`),
];

const PATH = /^\$\$?(\.[^.[\]()?@'"]+|\[('([^'\\]|\\.)*'|"([^"\\]|\\.)*"|-?\d+|\*|-?\d*:-?\d*)\])*$/;
const PATH_FIELDS = [
  "InputPath",
  "OutputPath",
  "ResultPath",
  "ItemsPath",
  "SecondsPath",
  "TimestampPath",
  "TimeoutSecondsPath",
  "MaxConcurrencyPath",
  "Variable",
];
const INTRINSIC_FUNCTIONS = new Set(
  (
    "Format StringToJson JsonToString Array ArrayPartition ArrayContains ArrayRange ArrayGetItem ArrayLength " +
    "ArrayUnique Base64Encode Base64Decode Hash JsonMerge MathRandom MathAdd StringSplit UUID"
  ).split(" "),
);

/**
 * What is wrong with a state machine: what AWS would refuse (missing transitions, bad paths: asl-validator), and what
 * only AWS could run (JSONata, variables, distributed Maps, tolerated failures, heartbeats, filters in paths,
 * integrations that the local cloud does not have).
 *
 * Pure. @param definition the Amazon States Language, parsed
 * @returns one line per fault; none for a machine that runs locally as it will in AWS
 */
export function lintStateMachine(definition: unknown): string[] {
  if (!isRecord(definition)) return ["the definition is no object"];
  const faults: string[] = [];
  lintFlow(definition, "the machine", MACHINE_FIELDS, faults);
  // It adds fields to what it is given.
  const { errors } = validateAsl(structuredClone(definition), { checkPaths: true, checkArn: false });
  for (const { Message, message, "Error code": code, instancePath, path } of errors) {
    const text = Message ?? message ?? code ?? "refused";
    // It takes a state that is called Next for a transition.
    if (text.includes("[object Object]")) continue;
    faults.push(`asl-validator: ${text} ${instancePath ?? path ?? ""}`.trim());
  }
  return [...new Set(faults)];
}

function lintFlow(flow: unknown, where: string, known: readonly string[], faults: string[]): void {
  if (!isRecord(flow)) {
    faults.push(`${where} has no states`);
    return;
  }
  onlyKnown(flow, known, where, faults);
  const mode = isRecord(flow.ProcessorConfig) ? (flow.ProcessorConfig.Mode ?? "INLINE") : "INLINE";
  if (mode !== "INLINE") faults.push(`${where}: a Map with ProcessorConfig.Mode ${String(mode)}`);
  for (const [name, state] of Object.entries(isRecord(flow.States) ? flow.States : {})) {
    if (isRecord(state)) lintState(state, name, faults);
  }
}

function lintState(state: Record<string, unknown>, name: string, faults: string[]): void {
  onlyKnown(state, STATE_FIELDS[String(state.Type)] ?? Object.keys(state), name, faults);
  const resource = String(state.Resource);
  if (state.Type === "Task" && !RESOURCES.some((known) => known.test(resource))) {
    faults.push(`${name}: the local cloud has no integration ${resource}`);
  }
  for (const rule of listOf(state.Choices)) lintPaths(rule, name, faults);
  for (const catcher of listOf(state.Catch)) lintPaths(catcher, `${name}.Catch`, faults);
  lintPaths({ ...state, Choices: undefined, Catch: undefined }, name, faults);
  for (const field of ["Parameters", "ResultSelector", "ItemSelector"])
    lintTemplate(state[field], `${name}.${field}`, faults);
  for (const branch of listOf(state.Branches))
    lintFlow(branch, `a branch of ${name}`, ["StartAt", "States", "Comment"], faults);
  const iterator = state.ItemProcessor ?? state.Iterator;
  if (iterator !== undefined)
    lintFlow(
      iterator,
      `the iterator of ${name}`,
      ["StartAt", "States", "Comment", "ProcessorConfig"],
      faults,
    );
}

/** The fields of one object that hold paths; rules of a Choice hold more rules. */
function lintPaths(holder: unknown, where: string, faults: string[]): void {
  if (!isRecord(holder)) return;
  for (const rule of [...listOf(holder.And), ...listOf(holder.Or), holder.Not])
    lintPaths(rule, where, faults);
  for (const field of PATH_FIELDS) {
    const path = holder[field];
    if (typeof path === "string" && !PATH.test(path))
      faults.push(`${where}.${field}: the path ${path} has more than names, indexes and slices`);
  }
}

function lintTemplate(template: unknown, where: string, faults: string[]): void {
  for (const item of listOf(template)) lintTemplate(item, where, faults);
  if (!isRecord(template)) return;
  for (const [key, value] of Object.entries(template)) {
    if (key.endsWith(".$")) lintExpression(String(value), `${where}.${key}`, faults);
    else lintTemplate(value, where, faults);
  }
}

function lintExpression(text: string, where: string, faults: string[]): void {
  if (!text.startsWith("States.")) {
    if (!PATH.test(text)) faults.push(`${where}: the path ${text} has more than names, indexes and slices`);
    return;
  }
  const code = text.replace(/'([^'\\]|\\.)*'/g, "''");
  for (const [, name = ""] of code.matchAll(/States\.(\w+)\(/g)) {
    if (!INTRINSIC_FUNCTIONS.has(name)) faults.push(`${where}: States.${name} is not known`);
  }
  if (/\.\.|\[\?/.test(code))
    faults.push(`${where}: a path in ${text} has more than names, indexes and slices`);
}

function onlyKnown(
  given: Record<string, unknown>,
  known: readonly string[],
  where: string,
  faults: string[],
): void {
  for (const field of Object.keys(given)) {
    if (!known.includes(field)) faults.push(`${where}: the local cloud does not run ${field}`);
  }
  const language = given.QueryLanguage ?? "JSONPath";
  if (language !== "JSONPath") faults.push(`${where}: QueryLanguage ${String(language)}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
