/**
 * Runs `cleanUp` when the process is told to end (Ctrl-C, SIGTERM, a closed terminal), then ends it with the signal's
 * conventional exit code. A second signal ends it at once.
 *
 * @returns the function that takes the handlers off again
 */
export function endWithThisProcess(cleanUp: () => Promise<void>): () => void {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  let isEnding = false;
  const handlers = Object.entries(codes).map(([signal, code]) => {
    const handler = () => {
      if (isEnding) process.exit(code);
      isEnding = true;
      cleanUp().then(
        () => process.exit(code),
        (error: unknown) => {
          process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
          process.exit(code);
        },
      );
    };
    process.on(signal, handler);
    return [signal, handler] as const;
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
