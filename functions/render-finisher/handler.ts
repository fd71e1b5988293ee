import { finishInput } from "../../core/contract/steps.ts";
import { finishFilm } from "../../core/renders/finish-film.ts";
import { createLogger } from "../runtime/logger.ts";
import { stepFunction } from "../runtime/step-function.ts";
import { wire } from "./wiring.ts";

const deps = wire(process.env);
const logger = createLogger("render-finisher");

/** The finishing step of the state machine "render": segments and sound become one MP4 on the media host. */
export const handler = stepFunction({ step: finishInput, logger }, ({ renderId }) =>
  finishFilm(deps, renderId),
);
