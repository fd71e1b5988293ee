import { AppError } from "../contract/errors.ts";

/** 409: an operation does not fit the composition as it is now. `data.index` is its place in the list. */
export class OperationConflictError extends AppError {
  constructor(index: number, message: string) {
    super("COMPOSITION_CONFLICT", message, { httpStatus: 409, data: { index } });
  }
}

/** 409: the composition kept moving while it was being saved. The same request may work in a moment. */
export class CompositionBusyError extends AppError {
  constructor(projectId: number) {
    super("COMPOSITION_CONFLICT", `Project ${projectId} is being edited by others at this moment.`, {
      httpStatus: 409,
      isRetryable: true,
      data: { projectId },
    });
  }
}
