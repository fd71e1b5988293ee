import { spawn } from "node:child_process";

/** Reads `+ pid` and `- pid`; at the end of its input it kills the process group of every pid still listed. */
const SCRIPT = `
groups=""
while read -r change group; do
  if [ "$change" = "+" ]; then groups="$groups $group"; continue; fi
  left=""
  for one in $groups; do [ "$one" = "$group" ] || left="$left $one"; done
  groups=$left
done
for one in $groups; do kill -s KILL -- "-$one"; done
`;

/** Sees to it that no child outlives this process, not even one in an endless loop when this process is killed. */
export interface Reaper {
  /** @param pid of a process started with `detached: true`, thus the leader of its group */
  watch(pid: number): void;
  release(pid: number): void;
  /** Kills whatever is still watched. */
  close(): void;
}

/**
 * Starts a shell that waits on a pipe. Only this process holds the other end, so the pipe closes when it ends,
 * in whatever way: that is the shell's signal.
 */
export function startReaper(): Reaper {
  const shell = spawn("/bin/sh", ["-c", SCRIPT], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  shell.unref();
  const tell = (line: string) => {
    if (shell.stdin.writable) shell.stdin.write(line);
  };
  // Someone killed the shell: children then live as long as their functions, which is no reason to stop.
  shell.stdin.on("error", () => shell.stdin.destroy());
  return {
    watch: (pid) => tell(`+ ${pid}\n`),
    release: (pid) => tell(`- ${pid}\n`),
    close: () => shell.stdin.end(),
  };
}

/** Kills a process and all that it started. It may be gone already. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
