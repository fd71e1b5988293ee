import { createServer } from "node:net";
import { join } from "node:path";
import { freePort } from "../free-port.ts";
import { readJsonFile, writeJsonFile } from "../services/json-file.ts";

/** Ports of the servers that nobody chose a port for: the same at every boot while they are free. */
export interface RememberedPorts {
  /** A port that was free a moment ago. */
  of(purpose: string): Promise<number>;
}

/**
 * Addresses outlive a stop: a vendor's result, a presigned address or a token's issuer that was stored before it must still
 * lead somewhere after it.
 */
export function rememberPorts(stateDir: string): RememberedPorts {
  const file = join(stateDir, "ports.json");
  const ports = readJsonFile(file);
  return {
    async of(purpose) {
      const known = Number(ports[purpose]);
      if (known > 0 && (await isFree(known))) return known;
      const port = await freePort();
      ports[purpose] = port;
      writeJsonFile(file, ports);
      return port;
    },
  };
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
