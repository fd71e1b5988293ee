import { ACCOUNT_ID, REGION } from "../../types.ts";
import type { DescribeIdentity } from "../identity.ts";

const stateMachine: DescribeIdentity = (view) => {
  const name = view.name("StateMachineName", 80);
  const arn = `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:${name}`;
  return { ref: arn, attributes: { Arn: arn, Name: name, StateMachineRevisionId: "INITIAL" } };
};

const bus: DescribeIdentity = (view) => {
  const name = view.name("Name", 256);
  return {
    ref: name,
    attributes: { Arn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/${name}`, Name: name },
  };
};

const rule: DescribeIdentity = (view) => {
  const name = view.name("Name", 64);
  const busName = view.text("EventBusName")?.split("/").pop();
  const path = busName === undefined || busName === "default" ? name : `${busName}/${name}`;
  return { ref: path, attributes: { Arn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${path}` } };
};

const busPolicy: DescribeIdentity = (view) => ({
  ref: `${view.stackName}-${view.logicalId}`,
  attributes: {},
});

const schedule: DescribeIdentity = (view) => {
  const name = view.name("Name", 64);
  const group = view.text("GroupName") ?? "default";
  return {
    ref: name,
    attributes: { Arn: `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/${group}/${name}` },
  };
};

const scheduleGroup: DescribeIdentity = (view) => {
  const name = view.name("Name", 64);
  return {
    ref: name,
    attributes: { Arn: `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule-group/${name}` },
  };
};

export const flowIdentities: Readonly<Record<string, DescribeIdentity>> = {
  "AWS::StepFunctions::StateMachine": stateMachine,
  "AWS::Events::EventBus": bus,
  "AWS::Events::Rule": rule,
  "AWS::Events::EventBusPolicy": busPolicy,
  "AWS::Scheduler::Schedule": schedule,
  "AWS::Scheduler::ScheduleGroup": scheduleGroup,
};
