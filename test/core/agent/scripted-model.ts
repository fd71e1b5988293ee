import type { ChatContent, ChatModel, ChatRequest, ChatTurn } from "../../../core/ports/chat-model.ts";

/** What a script answers: texts, and calls by tool name and input. */
export type Line = string | { readonly tool: string; readonly input: unknown };

/** Says what a turn is to be, from the request; an error is thrown. */
export type Script = (request: ChatRequest, turn: number) => readonly Line[] | Error;

/** A model that follows a script; turns are counted from the conversation, so that asking twice gives the same twice. */
export function scriptedModel(script: Script): ChatModel & { readonly requests: ChatRequest[] } {
  const requests: ChatRequest[] = [];
  return {
    requests,
    async complete(request, listener) {
      requests.push(structuredClone(request));
      const turn = 1 + request.messages.filter(({ role }) => role === "assistant").length;
      const lines = script(request, turn);
      if (lines instanceof Error) throw lines;
      const content = lines.map(
        (line, index): ChatContent =>
          typeof line === "string"
            ? { type: "text", text: line }
            : {
                type: "tool_use",
                toolUseId: `toolu_${turn}_${index}_${requests.length}`,
                toolName: line.tool,
                input: line.input,
              },
      );
      for (const block of content) {
        if (block.type === "tool_use") await listener?.onToolUse?.(block);
      }
      const stopReason: ChatTurn["stopReason"] = content.some(({ type }) => type === "tool_use")
        ? "tool_use"
        : "end_turn";
      const usage = { inputTokens: 4000, outputTokens: 800, cacheReadTokens: 0, cacheWriteTokens: 0 };
      return { content, stopReason, usage };
    },
  };
}

/** Plans a film of scenes, or goes on to say something once it has. */
export const plansFilm =
  (
    scenes: readonly { narration?: string; visualKind?: "image" | "video"; visualPrompt?: string }[],
  ): Script =>
  (_, turn) =>
    turn > 1
      ? ["Done."]
      : [
          {
            tool: "plan_long_video",
            input: {
              title: "How it works",
              locale: "en",
              scenes: scenes.map((scene, index) => ({
                title: `Part ${index + 1}`,
                narration: `This is what part ${index + 1} says about it.`,
                visualKind: "image",
                visualPrompt: `picture ${index + 1}`,
                ...scene,
              })),
            },
          },
        ];
