import { createParameterStore, type ParameterStore } from "../services/parameters/parameter-store.ts";
import { createSecretStore, type SecretStore } from "../services/secrets/secret-store.ts";
import { type DynamicValues, resolveDynamicReferences, resolveText } from "../template/dynamic-references.ts";
import { type LoadOptions, loadAssembly } from "../template/load-assembly.ts";
import type { Assembly, Clock } from "../types.ts";

export interface ResolvedAssembly {
  readonly assembly: Assembly;
  readonly secrets: SecretStore;
  readonly parameters: ParameterStore;
}

/**
 * The assembly with everything filled in. Secrets come first, because the template may take a value from one; then the
 * parameters, which may too; then whatever names either of them.
 */
export function resolveAssembly(
  load: LoadOptions,
  stateDir: string,
  clock: Clock,
  seeds: Readonly<Record<string, string>>,
): ResolvedAssembly {
  const loaded = loadAssembly(load);
  const secrets = createSecretStore(loaded, stateDir, clock, seeds);
  const secret: DynamicValues["secret"] = (id, stage) => {
    const { current, previous } = secrets.get(id);
    const version = stage === "AWSPREVIOUS" ? previous : current;
    if (!version) throw new Error(`secret ${id} has no version ${stage}`);
    return version.text;
  };
  const noParameter: DynamicValues["parameter"] = (name) => {
    throw new Error(`a parameter cannot be made from the parameter ${name}`);
  };
  const parameters = createParameterStore(loaded, stateDir, clock, (text) =>
    resolveText(text, { secret, parameter: noParameter }),
  );
  const parameter: DynamicValues["parameter"] = (name) => {
    const found = parameters.find(name);
    if (!found) throw new Error(`there is no parameter ${name}`);
    return found.value;
  };
  return { assembly: resolveDynamicReferences(loaded, { secret, parameter }), secrets, parameters };
}
