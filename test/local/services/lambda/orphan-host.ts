/** Starts a cloud whose function never ends and has a child of its own, tells their pids, and waits to be killed. */
import { existsSync, readFileSync } from "node:fs";
import { arnOf, startTestCloud, until } from "./test-cloud.ts";

const cloud = await startTestCloud({
  functions: {
    endless: {
      code: `import { spawn } from "node:child_process";
        import { writeFileSync } from "node:fs";
        export const handler = async ({ file }) => {
          const child = spawn("/bin/sleep", ["600"], { stdio: "ignore" });
          writeFileSync(file, process.pid + " " + child.pid);
          for (;;);
        };`,
      properties: { Timeout: 600 },
    },
  },
});
const file = `${cloud.folder}/pids`;
void cloud.lambda.invokeFunction(arnOf("endless"), { file });
await until(() => existsSync(file) && readFileSync(file, "utf8").includes(" "), "the pids");
process.stdout.write(`${readFileSync(file, "utf8")} ${cloud.folder}\n`);
