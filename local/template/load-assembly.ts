import { isRecord, listOf, recordOf, textOf } from "../json-values.ts";
import type { Assembly, Resource } from "../types.ts";
import type { Addresses } from "./addresses.ts";
import { createAssembly } from "./assembly.ts";
import { readCloudAssembly, type StackTemplate } from "./cloud-assembly.ts";
import { evaluate, NO_VALUE } from "./intrinsics.ts";
import { checkAllDeclared, parameterValues } from "./parameters.ts";
import { createStackScope, type StackScope } from "./stack-scope.ts";

export interface LoadOptions {
  /** The `cdk.out` folder. */
  readonly directory: string;
  readonly addresses: Addresses;
  /** Values that a person gave: one that no stack declares is an error. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Values by which a laptop differs, for those stacks that declare them. */
  readonly laptopParameters: Readonly<Record<string, string>>;
}

/**
 * Loads the assembly with all its stacks and evaluates every intrinsic. Dynamic references to secrets and parameters are
 * still text: `resolveDynamicReferences` replaces them once those have values.
 *
 * @throws Error for an unknown resource type, function, attribute or parameter, naming it and its stack
 */
export function loadAssembly({ directory, addresses, parameters, laptopParameters }: LoadOptions): Assembly {
  const { stacks, assets } = readCloudAssembly(directory);
  checkAllDeclared(stacks, parameters);
  const given = { ...laptopParameters, ...parameters };
  const exportedBy = new Map<string, () => unknown>();
  const importValue = (name: string) => {
    const value = exportedBy.get(name);
    if (!value) throw new Error(`no stack exports ${name}`);
    return value();
  };
  const scopes = stacks.map((stack) =>
    createStackScope({ stack, parameters: parameterValues(stack, given), addresses, importValue }),
  );
  for (const scope of scopes) collectExports(scope, exportedBy);
  return createAssembly({
    resources: scopes.flatMap(resourcesOf),
    outputs: Object.fromEntries(scopes.flatMap(outputsOf)),
    assets,
  });
}

function collectExports(scope: StackScope, exportedBy: Map<string, () => unknown>): void {
  for (const output of Object.values(scope.stack.outputs)) {
    if (!isRecord(output) || !isRecord(output.Export) || !scope.exists(output)) continue;
    exportedBy.set(String(evaluate(output.Export.Name, scope)), () => evaluate(output.Value, scope));
  }
}

function resourcesOf(scope: StackScope): Resource[] {
  const providers = customResourceProviders(scope.stack);
  const resources: Resource[] = [];
  for (const [logicalId, declaration] of Object.entries(scope.stack.resources)) {
    if (!isRecord(declaration) || !scope.exists(declaration) || providers.has(logicalId)) continue;
    resources.push(resourceOf(logicalId, declaration, scope));
  }
  return resources;
}

function resourceOf(logicalId: string, declaration: Record<string, unknown>, scope: StackScope): Resource {
  try {
    const { ref, attributes } = scope.identity(logicalId);
    const evaluated = evaluate(declaration.Properties ?? {}, scope);
    return {
      logicalId,
      type: String(declaration.Type),
      ref,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [
          name,
          typeof value === "string" ? value : value(),
        ]),
      ),
      properties: recordOf(evaluated),
      metadata: recordOf(declaration.Metadata),
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${scope.stack.name}/${logicalId}: ${reason}`, { cause });
  }
}

/** Functions behind CDK's own custom resources, which are interpreted by type instead of run (one of them is Python). */
function customResourceProviders(stack: StackTemplate): ReadonlySet<string> {
  const providers = new Set<string>();
  for (const declaration of Object.values(stack.resources)) {
    const { Type, Properties } = recordOf(declaration);
    if (!textOf(Type)?.startsWith("Custom::")) continue;
    const provider = listOf(recordOf(recordOf(Properties).ServiceToken)["Fn::GetAtt"])[0];
    if (typeof provider === "string") providers.add(provider);
  }
  return providers;
}

/** Outputs that exist only to carry a value to another stack are no answers to a person. */
function outputsOf(scope: StackScope): [name: string, value: string][] {
  return Object.entries(scope.stack.outputs).flatMap(([name, output]) => {
    if (!isRecord(output) || name.startsWith("ExportsOutput") || !scope.exists(output)) return [];
    const value = evaluate(output.Value, scope);
    return value === NO_VALUE ? [] : [[name, String(value)] satisfies [string, string]];
  });
}
