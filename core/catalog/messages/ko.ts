import type { MessageCatalog } from "../message-keys.ts";

export const ko: MessageCatalog = {
  "Agent.shortEdit.done.applied": "완료했습니다. 컴포지션에서 {changes}곳을 바꿨습니다.",
  "Agent.shortEdit.done.unchanged": "바꿀 내용이 없었습니다.",
  "Agent.shortEdit.done.stopped":
    "한 번에 할 수 있는 만큼만 하고 멈췄습니다. {changes}곳을 바꿨습니다. 이어서 하려면 다시 요청해 주세요.",
  "Agent.longVideo.done.complete": "영상이 준비되었습니다. {totalScenes}개 장면을 모두 만들었습니다.",
  "Agent.longVideo.done.partial":
    "{totalScenes}개 장면 중 {completedScenes}개를 완성했습니다. 실패한 {remainingScenes}개는 다시 시도할 수 있습니다.",
  "Agent.longVideo.done.insufficientCredit":
    "{totalScenes}개 장면 중 {completedScenes}개를 완성한 뒤 크레딧이 부족해졌습니다. 충전한 다음 남은 {remainingScenes}개를 이어서 만드세요.",
  "Agent.longVideo.resume.done.complete": "이어서 완성했습니다. {totalScenes}개 장면이 모두 준비되었습니다.",
  "Agent.longVideo.resume.done.partial":
    "이어서 진행해 {totalScenes}개 장면 중 {completedScenes}개를 완성했습니다. 실패한 {remainingScenes}개는 다시 시도할 수 있습니다.",
  "Agent.longVideo.resume.done.insufficientCredit":
    "크레딧이 다시 부족합니다. {totalScenes}개 장면 중 {completedScenes}개가 완성되었습니다. 충전한 다음 남은 {remainingScenes}개를 이어서 만드세요.",
  "Agent.longVideo.retryScene.done.complete": "{sceneNumber}번 장면을 다시 만들었습니다.",
  "Agent.longVideo.retryScene.done.partial":
    "{sceneNumber}번 장면이 다시 실패했습니다. 한 번 더 시도할 수 있습니다.",
  "Agent.longVideo.retryScene.done.insufficientCredit":
    "{sceneNumber}번 장면을 다시 만들기에는 크레딧이 부족합니다.",
  "Agent.longVideo.review.done":
    "{totalScenes}개 장면의 계획입니다. 확인한 뒤 이어가기를 누르면 영상을 만듭니다.",
};
