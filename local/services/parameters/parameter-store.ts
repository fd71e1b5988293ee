import { join } from "node:path";
import { recordOf, textOf } from "../../json-values.ts";
import { type Assembly, AwsError, type Clock } from "../../types.ts";
import { readJsonFile, writeJsonFile } from "../json-file.ts";

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly version: number;
  readonly changedEpochMs: number;
  /** The template's value when it was last applied. */
  readonly templateValue?: string;
}

export interface ParameterStore {
  find(name: string): Parameter | undefined;
  byPath(path: string, isRecursive: boolean): Parameter[];
  /** @throws AwsError `ParameterAlreadyExists` unless `overwrite` */
  put(name: string, value: string, options: { type?: string; overwrite?: boolean }): Parameter;
}

/**
 * SSM parameters, kept in `<stateDir>/parameters.json`. As in a deployment, the template's value is applied when it is new or
 * has changed; a value that was put in between stays until then.
 *
 * @param finish last touch to a template's value: its dynamic references
 */
export function createParameterStore(
  assembly: Assembly,
  stateDir: string,
  clock: Clock,
  finish: (text: string) => string,
): ParameterStore {
  const file = join(stateDir, "parameters.json");
  const parameters = new Map<string, Parameter>();
  for (const [name, stored] of Object.entries(readJsonFile(file))) {
    parameters.set(name, storedParameter(name, recordOf(stored)));
  }
  const save = () => writeJsonFile(file, Object.fromEntries(parameters));
  const set = (name: string, change: Pick<Parameter, "type" | "value" | "templateValue">) => {
    const version = (parameters.get(name)?.version ?? 0) + 1;
    const parameter = { name, version, changedEpochMs: clock.now(), ...change };
    parameters.set(name, parameter);
    return parameter;
  };

  for (const { ref, properties } of assembly.ofType("AWS::SSM::Parameter")) {
    const templateValue = finish(textOf(properties.Value) ?? "");
    if (parameters.get(ref)?.templateValue === templateValue) continue;
    set(ref, { type: textOf(properties.Type) ?? "String", value: templateValue, templateValue });
  }
  save();

  return {
    find: (name) => parameters.get(name),
    byPath(path, isRecursive) {
      const prefix = path.endsWith("/") ? path : `${path}/`;
      return [...parameters.values()].filter(
        ({ name }) => name.startsWith(prefix) && (isRecursive || !name.slice(prefix.length).includes("/")),
      );
    },
    put(name, value, { type, overwrite = false }) {
      const known = parameters.get(name);
      if (known && !overwrite) {
        throw new AwsError(
          "ParameterAlreadyExists",
          "The parameter already exists. To overwrite it, say so.",
        );
      }
      const { templateValue } = known ?? {};
      const parameter = set(name, {
        type: type ?? known?.type ?? "String",
        value,
        ...(templateValue === undefined ? {} : { templateValue }),
      });
      save();
      return parameter;
    },
  };
}

function storedParameter(name: string, stored: Record<string, unknown>): Parameter {
  const templateValue = textOf(stored.templateValue);
  return {
    name,
    type: textOf(stored.type) ?? "String",
    value: textOf(stored.value) ?? "",
    version: Number(stored.version ?? 1),
    changedEpochMs: Number(stored.changedEpochMs ?? 0),
    ...(templateValue === undefined ? {} : { templateValue }),
  };
}
