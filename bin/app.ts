import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { bundleRemotionSite } from "../lib/remotion-site.ts";
import { ReelwrightStack } from "../lib/stacks/reelwright-stack.ts";
import { validate } from "../lib/validation/validate.ts";

/*
 * The CDK app. `npx cdk synth`, `npx cdk deploy`, or `npm run synth` without the CLI.
 * Needs no account, no credentials, no Docker and no network to synthesize.
 */
const site = await bundleRemotionSite(join(import.meta.dirname, "../node_modules/.cache/reelwright-site"));
const app = new App();
new ReelwrightStack(app, "Reelwright", {
  site,
  description: "Reelwright: a video agent that you own",
});
validate(app);
app.synth();
