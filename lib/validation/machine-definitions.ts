/** The ASL of every state machine in a synthesized template, by logical id. */
export function machineDefinitions(template: unknown): Record<string, unknown> {
  const { Resources = {} } = template as {
    Resources?: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  };
  const definitions: Record<string, unknown> = {};
  for (const [logicalId, { Type, Properties }] of Object.entries(Resources)) {
    if (Type !== "AWS::StepFunctions::StateMachine") continue;
    const { DefinitionString, Definition } = Properties ?? {};
    definitions[logicalId] = Definition ?? JSON.parse(joined(DefinitionString));
  }
  return definitions;
}

/** A definition before deployment: what only CloudFormation knows is replaced by something of its kind. */
function joined(definition: unknown): string {
  if (typeof definition === "string") return definition;
  const [separator, parts] =
    (definition as { "Fn::Join"?: [string, unknown[]] } | undefined)?.["Fn::Join"] ?? [];
  if (separator !== "" || parts === undefined)
    throw new TypeError(`not a definition: ${JSON.stringify(definition)}`);
  let text = "";
  for (const part of parts) text += typeof part === "string" ? part : standIn(part, isInString(text));
  return text;
}

/** Outside of strings only numbers come from parameters. */
function standIn(intrinsic: unknown, isText: boolean): string {
  if (!isText) return "1";
  const { Ref, "Fn::GetAtt": attribute } = intrinsic as { Ref?: string; "Fn::GetAtt"?: [string, string] };
  if (Ref === "AWS::Partition") return "aws";
  if (Ref === "AWS::Region") return "us-east-1";
  if (Ref === "AWS::AccountId") return "000000000000";
  return attribute?.[1] === "Arn"
    ? `arn:aws:lambda:us-east-1:000000000000:function:${attribute[0]}`
    : (Ref ?? "unknown");
}

function isInString(json: string): boolean {
  return (json.replace(/\\./g, "").split('"').length - 1) % 2 === 1;
}
