import { EventSourceParserStream } from "eventsource-parser/stream";

export interface ServerSentEvent {
  readonly id: string | undefined;
  readonly name: string;
  readonly data: unknown;
}

/** The events of one response, until its end. @throws SyntaxError when `data` is no JSON; the fetch's error when the line breaks */
export async function* serverSentEvents(response: Response): AsyncGenerator<ServerSentEvent> {
  if (!response.body) return;
  const events = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { id, event, data } of events) {
    yield { id, name: event ?? "message", data: JSON.parse(data) };
  }
}
