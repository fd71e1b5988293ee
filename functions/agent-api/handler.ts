import { projectSurface } from "../runtime/http-answer.ts";
import { jsonFunction } from "../runtime/http-function.ts";
import { checkResumeRoute } from "./routes/check-resume.ts";
import { editJobRoute } from "./routes/edit-job.ts";
import { messageCatalogRoute } from "./routes/message-catalog.ts";
import { quoteRoute } from "./routes/quote.ts";
import { showJobRoute } from "./routes/show-job.ts";
import { startUploadRoute } from "./routes/start-upload.ts";
import { wire } from "./wiring.ts";

const deps = wire(process.env);

/** The half of the Agent API that answers at once; also what no route of the HTTP API knows. */
export const handler = jsonFunction({
  ...deps,
  surface: projectSurface,
  routes: [
    checkResumeRoute(deps),
    showJobRoute(deps),
    editJobRoute(deps),
    quoteRoute(deps),
    messageCatalogRoute,
    startUploadRoute(deps),
  ],
});
