import { jsonFunction } from "../runtime/http-function.ts";
import { wire } from "./wiring.ts";

/** `/api/v1/…` behind the HTTP API (payload format 2.0). */
export const handler = jsonFunction(wire(process.env));
