// A process of its own: drawing takes whole seconds of a core, and a crash of the native renderer ends only this.
import { paint } from "./paint.ts";
import { type PaintJob, UnusableInputError } from "./paint-jobs.ts";

process.on("disconnect", () => process.exit(0));
process.on("message", (job: PaintJob) => {
  paint(job).then(
    (painted) => process.send?.({ painted }),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      process.send?.({ error: message, isUnusableInput: error instanceof UnusableInputError });
    },
  );
});
