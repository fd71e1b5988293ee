import { InvokeCommand, LambdaClient, type LambdaClientConfig } from "@aws-sdk/client-lambda";
import * as z from "zod";
import { UserError } from "../terminal/user-error.ts";

/** What the admin Lambda is asked; see functions/admin for the actions. */
export type AdminRequest = { readonly action: string } & Readonly<Record<string, unknown>>;

const refusal = z.object({ errorMessage: z.string() });

/** The IAM-only admin Lambda, of this machine's local cloud or of a deployed stack. */
export class AdminFunction {
  private readonly client: LambdaClient;
  private readonly functionName: string;

  constructor(functionName: string, config: LambdaClientConfig = {}) {
    this.client = new LambdaClient(config);
    this.functionName = functionName;
  }

  /**
   * @returns the function's answer, parsed by `answer`
   * @throws {UserError} with the function's own words when it refused
   */
  async ask<T>(request: AdminRequest, answer: z.ZodType<T>): Promise<T> {
    const { Payload, FunctionError } = await this.client.send(
      new InvokeCommand({ FunctionName: this.functionName, Payload: JSON.stringify(request) }),
    );
    const said: unknown = JSON.parse(new TextDecoder().decode(Payload));
    if (FunctionError) {
      throw new UserError(`${request.action} was refused: ${refusal.parse(said).errorMessage}`);
    }
    return answer.parse(said);
  }
}
