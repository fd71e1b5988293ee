import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

/** A POST as it came. */
export interface ReceivedPost {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An endpoint on this machine that keeps what it is sent. */
export async function webhookReceiver() {
  const posts: ReceivedPost[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const receiver = {
    status: 204,
    /** Done before a POST is answered. */
    beforeAnswer: (): void => undefined,
  };
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      posts.push({ path: request.url ?? "", headers: Object.fromEntries(headers), body });
      receiver.beforeAnswer();
      response.writeHead(receiver.status, { location: "http://169.254.169.254/" }).end();
      for (const each of waiting.splice(0)) {
        if (posts.length >= each.count) each.resolve();
        else waiting.push(each);
      }
    })();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return Object.assign(receiver, {
    posts,
    url: `http://127.0.0.1:${address.port}`,
    /** Resolves once there were so many POSTs. @returns the one that made them so many */
    async post(count: number): Promise<ReceivedPost> {
      if (posts.length < count) {
        await new Promise<void>((resolve) => void waiting.push({ count, resolve }));
      }
      const found = posts[count - 1];
      if (!found) throw new Error("the POST is gone");
      return found;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
}
