import { AwsError, type AwsRequest, type Service } from "../../types.ts";
import { type Action, getConfiguration, getFunction, invoke, invokeWithResponseStream } from "./actions.ts";
import type { AsyncInvokes } from "./async-invokes.ts";
import { type FunctionName, parseFunctionName } from "./function-name.ts";
import type { Invoker } from "./invoker.ts";
import type { Permissions } from "./permissions.ts";

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly iamAction: string;
  readonly action: Action;
}

const ROUTES: readonly Route[] = [
  {
    method: "POST",
    path: /^\/2015-03-31\/functions\/([^/]+)\/invocations$/,
    iamAction: "lambda:InvokeFunction",
    action: invoke,
  },
  {
    method: "POST",
    path: /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/,
    iamAction: "lambda:InvokeFunction",
    action: invokeWithResponseStream,
  },
  {
    method: "GET",
    path: /^\/2015-03-31\/functions\/([^/]+)\/configuration$/,
    iamAction: "lambda:GetFunctionConfiguration",
    action: getConfiguration,
  },
  {
    method: "GET",
    path: /^\/2015-03-31\/functions\/([^/]+)$/,
    iamAction: "lambda:GetFunction",
    action: getFunction,
  },
];

/** The signed Lambda API: `Invoke`, `InvokeWithResponseStream`, `GetFunction`, `GetFunctionConfiguration`. */
export function createLambdaApi(deps: {
  invoker: Invoker;
  asyncInvokes: AsyncInvokes;
  permissions: Permissions;
  close(): Promise<void>;
}): Service {
  return {
    signingName: "lambda",
    grantsFor(request) {
      const { route, name } = routeOf(request);
      const resource = name.qualifier === undefined ? name.arn : `${name.arn}:${name.qualifier}`;
      return [{ action: route.iamAction, resource }];
    },
    async handle(request) {
      const { route, name } = routeOf(request);
      return route.action(request, deps.invoker.find(name.arn), deps);
    },
    resourcePolicy: (resourceArn) => deps.permissions.policyOf(resourceArn),
    close: () => deps.close(),
  };
}

function routeOf(request: AwsRequest): { route: Route; name: FunctionName } {
  for (const route of ROUTES) {
    const [, segment] = (request.method === route.method && route.path.exec(request.path)) || [];
    if (segment === undefined) continue;
    const qualifier = request.query.get("Qualifier") ?? undefined;
    return { route, name: parseFunctionName(decodeURIComponent(segment), qualifier) };
  }
  throw new AwsError(
    "UnknownOperationException",
    `the local Lambda service does not know ${request.method} ${request.path}`,
    404,
  );
}
