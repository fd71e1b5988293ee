import { join, resolve } from "node:path";
import { synthesize } from "../../bin/cloud/synthesize.ts";

/** Before the files that boot the product: they run at once, and share one `cdk.out`. */
export default async function synthesizeOnce(): Promise<void> {
  await synthesize(join(resolve(import.meta.dirname, "../.."), "cdk.out"));
}
