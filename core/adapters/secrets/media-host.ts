import * as z from "zod";
import type { MediaHost } from "../../ports/media-host.ts";
import type { Clock } from "../../ports/time-and-ids.ts";
import { type AwsCaller, callerFromEnv, signedCall } from "./signed-call.ts";

/** The address changes when the media host's domain does: hardly ever. */
const REMEMBERED_FOR_MS = 300_000;

const GET_PARAMETER = { service: "ssm", target: "AmazonSSM.GetParameter" };
const answer = z.object({ Parameter: z.object({ Value: z.string() }) });

/**
 * The media host's base URL from its SSM parameter, remembered for five minutes.
 * `baseUrl` throws when the parameter is not there or is not a URL: the deployment is not complete.
 */
export function ssmMediaHost(
  parameterName: string,
  clock: Clock,
  caller: AwsCaller = callerFromEnv(process.env),
): MediaHost {
  let remembered: { value: Promise<string>; untilEpochMs: number } | undefined;

  const read = async (): Promise<string> => {
    const { Parameter } = answer.parse(await signedCall(caller, GET_PARAMETER, { Name: parameterName }));
    const value = Parameter.Value;
    if (!URL.canParse(value)) throw new Error(`The parameter ${parameterName} has no URL: "${value}"`);
    return value.replace(/\/+$/, "");
  };

  return {
    async baseUrl() {
      if (remembered !== undefined && remembered.untilEpochMs > clock.now()) return remembered.value;
      const value = read();
      remembered = { value, untilEpochMs: clock.now() + REMEMBERED_FOR_MS };
      value.catch(() => {
        remembered = undefined;
      });
      return value;
    },
  };
}
