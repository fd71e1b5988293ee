import { jsonFunction } from "../runtime/http-function.ts";
import { wire } from "./wiring.ts";

/** The Project API behind the HTTP API (payload format 2.0). Wired at cold start: a bad deployment fails at once. */
export const handler = jsonFunction(wire(process.env));
