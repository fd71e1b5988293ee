import { describe, expect, it } from "vitest";
import { lintStateMachine } from "../../../lib/validation/asl-lint.ts";
import { machineDefinitions } from "../../../lib/validation/machine-definitions.ts";
import { integrationOf } from "../../../local/services/states/integrations/known-services.ts";
import { checkDefinition } from "../../../local/services/states/language/check-definition.ts";

const pass = { Type: "Pass", End: true };
const task = (more: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  End: true,
  ...more,
});
const only = (state: object, more: object = {}) => ({ StartAt: "Only", States: { Only: state }, ...more });
const map = (more: object, processor: object = {}) => ({
  Type: "Map",
  ItemProcessor: { ...only(pass), ...processor },
  End: true,
  ...more,
});

/** Refused by the local cloud at boot, in its own words. */
function refusedLocally(definition: unknown): boolean {
  try {
    checkDefinition("m", definition, (resource) => integrationOf(resource) !== undefined);
    return false;
  } catch {
    return true;
  }
}

const RUNS: Record<string, object> = {
  "all kinds of states": {
    StartAt: "A",
    TimeoutSeconds: 60,
    States: {
      A: task({
        Parameters: { "x.$": "States.Format('{} ..', $.a['b c'][0])", list: [{ "y.$": "$$.Execution.Id" }] },
        Retry: [
          { ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxDelaySeconds: 5, JitterStrategy: "FULL" },
        ],
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "F" }],
        End: undefined,
        Next: "B",
      }),
      B: {
        Type: "Choice",
        Choices: [
          {
            And: [{ Variable: "$.n", NumericEquals: 1 }, { Not: { Variable: "$.m", IsNull: true } }],
            Next: "C",
          },
        ],
        Default: "D",
      },
      C: { Type: "Parallel", Branches: [{ StartAt: "C1", States: { C1: pass } }], Next: "D" },
      D: map(
        {
          InputPath: "$.list[0:2]",
          ItemSelector: { "v.$": "$$.Map.Item.Value" },
          MaxConcurrency: 3,
          End: undefined,
          Next: "E",
        },
        { ProcessorConfig: { Mode: "INLINE" } },
      ),
      E: { Type: "Wait", SecondsPath: "$.s", Next: "G" },
      F: { Type: "Fail", ErrorPath: "$.error.Error" },
      G: { Type: "Succeed" },
    },
  },
  "a child execution": only(task({ Resource: "arn:aws:states:::states:startExecution.sync:2" })),
  "a state that is called Next": {
    StartAt: "Next",
    States: { Next: { ...pass, End: undefined, Next: "Last" }, Last: pass },
  },
  "an SDK integration": only(task({ Resource: "arn:aws:states:::aws-sdk:sqs:purgeQueue" })),
};

const DOES_NOT_RUN: Record<string, object> = {
  "JSONata machines": only(pass, { QueryLanguage: "JSONata" }),
  "JSONata states": only({ ...pass, QueryLanguage: "JSONata", Output: "{% 1 %}" }),
  variables: only({ ...pass, Assign: { x: 1 } }),
  "distributed Maps": only(map({}, { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } })),
  "tolerated failures": only(map({ ToleratedFailurePercentage: 5 })),
  "item readers": only(map({ ItemReader: { Resource: "arn:aws:states:::s3:getObject" } })),
  heartbeats: only(task({ HeartbeatSeconds: 5 })),
  "heartbeats in a branch": only({
    Type: "Parallel",
    Branches: [only(task({ HeartbeatSeconds: 5 }))],
    End: true,
  }),
  "unknown integrations": only(task({ Resource: "arn:aws:states:::ecs:runTask.sync" })),
  "deep paths": only({ ...pass, InputPath: "$..x" }),
  "filters in templates": only({ ...pass, Parameters: { "x.$": "$.a[?(@.b)]" } }),
  "filters in choices": {
    StartAt: "A",
    States: {
      A: { Type: "Choice", Choices: [{ Variable: "$.a[?(@.b)]", IsNull: true, Next: "B" }], Default: "B" },
      B: pass,
    },
  },
  "unknown intrinsic functions": only({ ...pass, Parameters: { "x.$": "States.Shout($.a)" } }),
  "missing transitions": { StartAt: "A", States: { A: { Type: "Pass", Next: "Gone" } } },
  "states without an end": { StartAt: "A", States: { A: { Type: "Pass" } } },
};

describe("the lint of state machines", () => {
  it.each(Object.entries(RUNS))("accepts %s, as the local cloud does", (_name, written) => {
    // As it comes out of a template: `End: undefined` is no field there.
    const definition: unknown = JSON.parse(JSON.stringify(written));
    expect(lintStateMachine(definition)).toEqual([]);
    expect(refusedLocally(definition)).toBe(false);
  });

  it.each(Object.entries(DOES_NOT_RUN))("refuses %s, as the local cloud does", (_name, definition) => {
    expect(lintStateMachine(definition)).not.toEqual([]);
    expect(refusedLocally(definition)).toBe(true);
  });

  it("leaves the definition as it was", () => {
    const definition = only(pass);
    const before = structuredClone(definition);
    lintStateMachine(definition);
    expect(definition).toEqual(before);
  });

  it("reads definitions out of a template, parameters and ARNs included", () => {
    const DefinitionString = {
      "Fn::Join": [
        "",
        [
          '{"StartAt":"A","States":{"A":{"Type":"Map","MaxConcurrency":',
          { Ref: "Many" },
          ',"Iterator":{"StartAt":"B","States":{"B":{"Type":"Task","Resource":"arn:',
          { Ref: "AWS::Partition" },
          ':states:::lambda:invoke","Parameters":{"FunctionName":"',
          { "Fn::GetAtt": ["Worker", "Arn"] },
          '"},"End":true}}},"End":true}}}',
        ],
      ],
    };
    const template = {
      Resources: {
        M: { Type: "AWS::StepFunctions::StateMachine", Properties: { DefinitionString } },
        Q: { Type: "AWS::SQS::Queue" },
      },
    };
    const definitions = machineDefinitions(template);
    expect(Object.keys(definitions)).toEqual(["M"]);
    expect(lintStateMachine(definitions.M)).toEqual([]);
  });
});
