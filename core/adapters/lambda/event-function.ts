import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { asPassing } from "./passing-errors.ts";

/**
 * A function that is given events and that nobody waits for. Lambda delivers an event at least once.
 *
 * @returns gives it one; resolves when Lambda has it safe. @throws {TransientError} @throws {ProviderError}
 */
export function eventFunction<Event>(
  name: string,
  client: LambdaClient = new LambdaClient({}),
): (event: Event) => Promise<void> {
  return (event) =>
    asPassing("Lambda", async () => {
      const Payload = JSON.stringify(event);
      await client.send(new InvokeCommand({ FunctionName: name, InvocationType: "Event", Payload }));
    });
}
