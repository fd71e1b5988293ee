import { type Closers, createClosers } from "./boot/closers.ts";
import { type RememberedPorts, rememberPorts } from "./boot/remembered-ports.ts";
import { resolveAssembly } from "./boot/resolve-assembly.ts";
import { type RunningServices, startServices } from "./boot/services.ts";
import { createStopwatch } from "./boot/stopwatch.ts";
import { startVendors, type VendorKeys } from "./boot/vendors.ts";
import type { BootOptions } from "./config.ts";
import { openClock } from "./control/clock-file.ts";
import { createControl } from "./control/control-server.ts";
import { createFaults } from "./control/faults.ts";
import { type Listening, listen } from "./listen.ts";
import { createLog } from "./log.ts";
import { createFront } from "./services/front/create-front.ts";
import { createGateway } from "./services/gateway/gateway.ts";
import { createCredentialIssuer } from "./services/iam/access-keys.ts";
import { createPrincipals, type Principals } from "./services/iam/principals.ts";
import { checkTrust } from "./services/iam/trust.ts";
import { openStateFolder } from "./state-folder.ts";
import { type Clock, type Credentials, type Faults, type Log, REGION } from "./types.ts";
import { startIdentity } from "./vendors/identity/identity.ts";

export interface LocalCloud {
  /** Where the API's distribution is reached, `http://127.0.0.1:<port>`. */
  readonly baseUrl: string;
  readonly mediaUrl: string;
  readonly awsEndpoint: string;
  readonly controlUrl: string;
  /** The emulated issuer of tokens. */
  readonly identityUrl: string;
  /** Credentials that may do anything. */
  readonly operator: Credentials;
  readonly region: string;
  /** Stack outputs by name. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly principals: Principals;
  readonly services: RunningServices;
  /** How long each step of the boot took, in ms. */
  readonly timings: Readonly<Record<string, number>>;
  /** Ends everything that the boot began, child processes included. */
  close(): Promise<void>;
}

export interface BootContext {
  /** @default JSON lines to stderr */
  readonly log?: Log;
  /** Real vendor keys; without one the vendor is emulated. @default none */
  readonly keys?: VendorKeys;
}

/**
 * Boots a synthesized assembly on this machine: every resource of its stacks, the vendors, and the servers in front.
 *
 * @throws StartError for what the person who starts it can mend (a port in use, a folder in use); Error for a template that the
 *   local cloud cannot honour. Either way nothing is left running.
 */
export async function boot(options: BootOptions, context: BootContext = {}): Promise<LocalCloud> {
  const log = context.log ?? createLog({ isVerbose: options.isVerbose });
  const closers = createClosers(log);
  try {
    return await bootWith(options, context.keys ?? { anthropic: undefined, fal: undefined }, log, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function bootWith(
  options: BootOptions,
  keys: VendorKeys,
  log: Log,
  closers: Closers,
): Promise<LocalCloud> {
  const stopwatch = createStopwatch();
  const state = await stopwatch.time("state", () => openStateFolder(options.stateDir, options.isFresh));
  closers.add("state folder", state.release);
  const ports = rememberPorts(state.path);
  const servers = await stopwatch.time("listen", () => openServers(options, ports, closers));
  const clock = openClock(state.path);
  const faults = createFaults();
  const vendorOptions = { keys, stateDir: state.path, clock, faults, log, closers, ports };
  const vendors = await stopwatch.time("vendors", () => startVendors(vendorOptions));
  const identity = await stopwatch.time("identity", async () =>
    startIdentity({ stateDir: state.path, clock, log, port: await ports.of("identity") }),
  );
  closers.add("identity", identity.close);

  const endpoint = urlOf(servers.gateway);
  const resolved = await stopwatch.time("template", () =>
    resolveAssembly(
      {
        directory: options.assemblyDir,
        addresses: { endpoint, apiHost: hostOf(servers.api), mediaHost: hostOf(servers.media) },
        parameters: options.parameters,
        laptopParameters: vendors.parameters,
      },
      state.path,
      clock,
      vendors.secrets,
    ),
  );
  const { assembly } = resolved;
  checkTrust(assembly);
  const principals = createPrincipals(assembly, createCredentialIssuer(state.path));
  const services = await startServices({
    resolved,
    principals,
    context: { clock, faults, log, stateDir: state.path, endpoint },
    closers,
    stopwatch,
    maxEnvironments: options.maxEnvironments,
  });
  servers.gateway.serve(createGateway({ principals, dispatch: services.dispatch, clock, faults, log }));
  const { s3, lambda } = services;
  const front = createFront(services.context, { lambda, objects: s3 });
  servers.api.serve(front.api);
  servers.media.serve(front.media);
  servers.control.serve(
    createControl({
      clock,
      faults,
      assembly,
      log,
      executions: services.executions,
      async afterMove() {
        await services.dynamodb.expire();
      },
      catchUp: services.lambda.catchUp,
    }),
  );
  await stopwatch.time("start", services.start);
  const timings = stopwatch.timings();
  log.debug("boot.ready", { resources: assembly.resources.length, timingsMs: timings });
  return {
    baseUrl: urlOf(servers.api),
    mediaUrl: urlOf(servers.media),
    awsEndpoint: endpoint,
    controlUrl: urlOf(servers.control),
    identityUrl: identity.url,
    operator: principals.operator.credentials,
    region: REGION,
    outputs: assembly.outputs,
    clock,
    faults,
    principals,
    services,
    timings,
    close: closers.closeAll,
  };
}

interface Servers {
  readonly api: Listening;
  readonly media: Listening;
  readonly gateway: Listening;
  readonly control: Listening;
}

/** All ports are taken before anything else, since the template is resolved against them. */
async function openServers(options: BootOptions, ports: RememberedPorts, closers: Closers): Promise<Servers> {
  const open = async (port: number, purpose: string) => {
    const listening = await listen(port, purpose);
    closers.add(purpose, listening.close);
    return listening;
  };
  return {
    api: await open(options.port, "the API (--port)"),
    media: await open(options.mediaPort, "media (--media-port)"),
    gateway: await open(await ports.of("aws"), "the AWS endpoint"),
    control: await open(await ports.of("control"), "the control server"),
  };
}

function hostOf({ port }: Listening): string {
  return `127.0.0.1:${port}`;
}

function urlOf(listening: Listening): string {
  return `http://${hostOf(listening)}`;
}
