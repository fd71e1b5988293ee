import type { MessageCatalog } from "../message-keys.ts";

export const en: MessageCatalog = {
  "Agent.shortEdit.done.applied": "Done: {changes} change(s) to your composition.",
  "Agent.shortEdit.done.unchanged": "Nothing needed to change.",
  "Agent.shortEdit.done.stopped":
    "I stopped before I was done: one request may do no more. {changes} change(s) are made; ask again to go on.",
  "Agent.longVideo.done.complete": "Your video is ready: all {totalScenes} scenes are done.",
  "Agent.longVideo.done.partial":
    "{completedScenes} of {totalScenes} scenes are done. {remainingScenes} failed and can be tried again.",
  "Agent.longVideo.done.insufficientCredit":
    "Credits ran out after {completedScenes} of {totalScenes} scenes. Top up, then resume the other {remainingScenes}.",
  "Agent.longVideo.resume.done.complete": "Resumed and finished: all {totalScenes} scenes are done.",
  "Agent.longVideo.resume.done.partial":
    "Resumed: {completedScenes} of {totalScenes} scenes are done now. {remainingScenes} failed and can be tried again.",
  "Agent.longVideo.resume.done.insufficientCredit":
    "Credits ran out again: {completedScenes} of {totalScenes} scenes are done. Top up, then resume the other {remainingScenes}.",
  "Agent.longVideo.retryScene.done.complete": "Scene {sceneNumber} has been made again.",
  "Agent.longVideo.retryScene.done.partial": "Scene {sceneNumber} failed again. You can try it once more.",
  "Agent.longVideo.retryScene.done.insufficientCredit":
    "There are not enough credits to make scene {sceneNumber} again.",
  "Agent.longVideo.review.done":
    "Here is the plan with {totalScenes} scenes. Review it, then resume to make the video.",
};
