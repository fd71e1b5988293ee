/** Keys of the messages that `done` carries; a client may look them up again in another language. */
export const messageKeys = [
  "Agent.shortEdit.done.applied",
  "Agent.shortEdit.done.unchanged",
  "Agent.shortEdit.done.stopped",
  "Agent.longVideo.done.complete",
  "Agent.longVideo.done.partial",
  "Agent.longVideo.done.insufficientCredit",
  "Agent.longVideo.resume.done.complete",
  "Agent.longVideo.resume.done.partial",
  "Agent.longVideo.resume.done.insufficientCredit",
  "Agent.longVideo.retryScene.done.complete",
  "Agent.longVideo.retryScene.done.partial",
  "Agent.longVideo.retryScene.done.insufficientCredit",
  "Agent.longVideo.review.done",
] as const;

export type MessageKey = (typeof messageKeys)[number];

/** Texts with named parameters in braces: `{totalScenes}`. */
export type MessageCatalog = Readonly<Record<MessageKey, string>>;

export type MessageParams = Readonly<Record<string, string | number>>;
