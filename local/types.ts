import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";

/** The one account and region that a laptop is. */
export const ACCOUNT_ID = "000000000000";
export const REGION = "us-east-1";

/**
 * The time of the emulated account. It runs at the speed of the host's clock unless it was told to run faster, moved forward
 * by whatever the clock control added. Timers set through it come due when the clock passes them.
 */
export interface Clock {
  /** ms since 1970 UTC, moved. */
  now(): number;
  /** How far ahead of the host's clock, in ms; 0 or more. */
  readonly offsetMs: number;
  /** Moves the time forward and runs every timer that came due, in order. @throws RangeError when negative */
  advance(byMs: number): void;
  /** Seconds of the account per second of the host. */
  readonly speed: number;
  /** @throws RangeError for less than 1 */
  runAt(speed: number): void;
  /** Calls back once, `delayMs` of emulated time from now. Returns the function that cancels it. */
  after(delayMs: number, callback: () => void): () => void;
  /** Resolves after `delayMs` of emulated time; rejects with the signal's reason when it is aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
  /** Called with the new offset whenever the clock is moved by `advance`. */
  onAdvance(listener: (offsetMs: number) => void): void;
}

export type FaultKind = "fail" | "delay" | "duplicate" | "kill" | "lose" | "overload" | "stall" | "garbage";

/** One instruction of the fault control: what the next `times` matching events suffer. */
export interface Fault {
  /** `function:<logical id, name or a part of it>`, `queue:<name>`, `vendor:claude|fal|polly`, `service:<signing name>`, `machine:<name>`. */
  readonly target: string;
  readonly kind: FaultKind;
  /** How often, 1 or more. @default 1 */
  readonly times?: number;
  /** Matching events let through first. @default 0 */
  readonly after?: number;
  /** For `delay`, `stall` and the second delivery of a `duplicate`, in ms of emulated time. */
  readonly delayMs?: number;
  /** For `kill`, from 1: at this AWS call of a function's invocation, which is performed and not answered; on entering this state of an execution. */
  readonly atStep?: number;
  /** Only events whose request body contains this text. */
  readonly matching?: string;
  /** For `fail`: the HTTP status or error name the victim sees. */
  readonly status?: number;
  readonly error?: string;
}

export interface Faults {
  /** Takes (and counts down) the fault that applies to an event of `target`, if there is one. `body` is searched for `matching`. */
  take(target: string, body?: string): Fault | undefined;
  add(fault: Fault): void;
  /** @param matching only those whose own `matching` has this text. @default all */
  clear(matching?: string): void;
  /**
   * Kills an invocation once it has made `calls` AWS calls, told by the trace id that the SDKs send along.
   * @returns forgets it
   */
  killAtCall(traceId: string, calls: number, kill: () => void): () => void;
  /** An AWS call was performed. @returns whether its caller was killed at it */
  called(traceId: string | undefined): boolean;
}

/** One line of JSON to stderr per event; `debug` only with `--verbose`. */
export interface Log {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  debug(event: string, fields?: Record<string, unknown>): void;
}

/** A resource of the synthesized template with every intrinsic resolved. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute name; `Arn` where the type has one. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The assembly in `cdk.out`, all its stacks, resolved against the laptop's addresses and parameters. */
export interface Assembly {
  readonly resources: readonly Resource[];
  ofType(type: string): Resource[];
  /** @throws Error naming the id when the template has no such resource */
  get(logicalId: string): Resource;
  /** Stack outputs by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Folder or zip of a file asset, from the asset manifest, by the object key that the template names. */
  assetPath(objectKey: string): string;
}

/** Who signed a request. `policies` are the role's, inline and attached; the operator is the account's root and may do anything. */
export interface Principal {
  readonly arn: string;
  readonly roleArn?: string;
  /** The function whose role this is, for messages. */
  readonly usedBy?: string;
  readonly isOperator: boolean;
  readonly policies: readonly { name: string; policy: unknown }[];
  readonly credentials: Credentials;
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request at the AWS endpoint, after its signature was checked. */
export interface AwsRequest {
  /** SigV4 signing name: `dynamodb`, `s3`, `sqs`, `states`, `lambda`, `events`, `scheduler`, `secretsmanager`, `ssm`, `polly`. */
  readonly service: string;
  /** From `x-amz-target`, without its prefix; undefined for REST services. */
  readonly operation: string | undefined;
  readonly method: string;
  /** Raw path, not decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** As it came: an `aws-chunked` upload still has its frames and trailers (the service takes them off). */
  readonly body: Buffer;
  /** The parsed body of JSON protocols, else {}. */
  readonly json: Record<string, unknown>;
  readonly principal: Principal;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers?: Record<string, string>;
  /** A stream is piped as it comes. */
  readonly body?: string | Buffer | Readable;
}

/** One thing that IAM must allow. */
export interface NeededGrant {
  /** `dynamodb:PutItem` */
  readonly action: string;
  readonly resource: string;
  /** Condition context, as iam-simulate takes it. */
  readonly context?: Readonly<Record<string, string | string[]>>;
}

/** An emulated AWS service behind the signed endpoint. Everything it does not know it refuses loudly (`UnknownOperationException`). */
export interface Service {
  readonly signingName: string;
  /** What the caller's role must be allowed, before `handle` runs. @throws AwsError for an unknown operation */
  grantsFor(request: AwsRequest): readonly NeededGrant[];
  handle(request: AwsRequest): Promise<AwsResponse>;
  /** A resource policy that takes part in the decision (bucket and queue policies, Lambda permissions), by resource ARN. */
  resourcePolicy?(resourceArn: string): unknown | undefined;
  close?(): Promise<void>;
}

/** An error in the shape the service's SDK expects: JSON with `__type`, or XML for S3. */
export class AwsError extends Error {
  override readonly name: string;
  readonly status: number;
  /** Extra fields of the error body, such as `CancellationReasons`. */
  readonly fields: Readonly<Record<string, unknown>>;
  constructor(code: string, message: string, status = 400, fields: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.status = status;
    this.fields = fields;
  }
}

/** What the services use of each other without a signature, as AWS's services do inside: on behalf of a role. */
export interface Internal {
  /**
   * Performs a call as `roleArn` (undefined: the account itself), with the same authorization as any other but no signature;
   * used by Step Functions, EventBridge, Scheduler, event source mappings. `operation` is spelled as in the API (`SendMessage`).
   * For `lambda` only `Invoke` with `{ FunctionName, Payload?, InvocationType? }` is known: a function's error is an answer
   * with `FunctionError`, and `Payload` is the parsed JSON of what the function returned.
   * @throws AwsError the service's refusal, `AccessDeniedException` among them
   */
  call(
    roleArn: string | undefined,
    service: string,
    operation: string,
    input: Record<string, unknown>,
  ): Promise<Record<string, unknown>>;
  /** Invokes a function as an AWS service principal (`apigateway.amazonaws.com`), allowed by the function's Lambda permissions. */
  invokeFunction(functionArn: string, event: unknown, options?: InvokeOptions): Promise<InvokeResult>;
}

export interface InvokeOptions {
  /** Fire and forget with AWS's retries and dead letters. */
  readonly isAsync?: boolean;
  readonly servicePrincipal?: string;
  readonly sourceArn?: string;
  /** Ends the wait of the caller, not the function. */
  readonly signal?: AbortSignal;
}

export interface InvokeResult {
  /** The function's JSON answer, or its error object when `functionError` is set. */
  readonly payload: string;
  readonly functionError?: string;
}

/** What each service gets when it is made. */
export interface ServiceContext {
  readonly assembly: Assembly;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: Log;
  /** `.reelwright/`: everything that outlives a stop. */
  readonly stateDir: string;
  /** `http://127.0.0.1:<port>`, the signed endpoint of every service. */
  readonly endpoint: string;
  /** The principal whose credentials a role's functions get. @throws Error for a role that the template does not have */
  principalOf(roleArn: string): Principal;
  readonly operator: Principal;
  readonly internal: Internal;
  /**
   * Whether IAM would allow this, for answers that depend on a second grant: S3 says 404 for a missing key only to
   * those who may list the bucket, and judges each key of a DeleteObjects by itself.
   */
  may(principal: Principal, grant: NeededGrant): Promise<boolean>;
}
