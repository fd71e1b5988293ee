/** One bad input field, as FastAPI (and so fal) reports it. */
export interface FieldError {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
  readonly input?: unknown;
}

/** An answer that is an error: `{ detail }`, where detail is a sentence or, for 422, a list of bad fields. */
export class FalError extends Error {
  override readonly name = "FalError";
  readonly status: number;
  readonly detail: string | readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string | readonly FieldError[], headers: Record<string, string> = {}) {
    super(
      typeof detail === "string"
        ? detail
        : detail.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`).join("; "),
    );
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }
}
