import { AppError } from "../contract/errors.ts";

/** A step came for a generation that is over: it failed, was replaced, or its run has ended. Nothing is to be done. */
export class SceneClosedError extends AppError {
  constructor(sceneId: string, generation: number) {
    super("SCENE_CLOSED", `Generation ${generation} of ${sceneId} is over.`, { httpStatus: 409 });
  }
}

/** 404: the job or one of its scenes is not there. */
export class JobNotFoundError extends AppError {
  constructor(what: string) {
    super("JOB_NOT_FOUND", `There is no ${what}.`, { httpStatus: 404 });
  }
}
