import type { MessageCatalog } from "../message-keys.ts";

export const es: MessageCatalog = {
  "Agent.shortEdit.done.applied": "Listo: {changes} cambio(s) en tu composición.",
  "Agent.shortEdit.done.unchanged": "No había nada que cambiar.",
  "Agent.shortEdit.done.stopped":
    "Me detuve antes de terminar: una petición no da para más. Hice {changes} cambio(s); pídelo de nuevo para seguir.",
  "Agent.longVideo.done.complete": "Tu vídeo está listo: las {totalScenes} escenas están hechas.",
  "Agent.longVideo.done.partial":
    "{completedScenes} de {totalScenes} escenas están hechas. {remainingScenes} fallaron y se pueden repetir.",
  "Agent.longVideo.done.insufficientCredit":
    "Los créditos se acabaron tras {completedScenes} de {totalScenes} escenas. Recarga y continúa con las {remainingScenes} que faltan.",
  "Agent.longVideo.resume.done.complete": "Continuado y terminado: las {totalScenes} escenas están hechas.",
  "Agent.longVideo.resume.done.partial":
    "Continuado: ya hay {completedScenes} de {totalScenes} escenas. {remainingScenes} fallaron y se pueden repetir.",
  "Agent.longVideo.resume.done.insufficientCredit":
    "Los créditos se acabaron otra vez: {completedScenes} de {totalScenes} escenas están hechas. Recarga y continúa con las {remainingScenes} que faltan.",
  "Agent.longVideo.retryScene.done.complete": "La escena {sceneNumber} se ha vuelto a hacer.",
  "Agent.longVideo.retryScene.done.partial":
    "La escena {sceneNumber} ha vuelto a fallar. Puedes repetirla otra vez.",
  "Agent.longVideo.retryScene.done.insufficientCredit":
    "No hay créditos suficientes para repetir la escena {sceneNumber}.",
  "Agent.longVideo.review.done":
    "Este es el plan con {totalScenes} escenas. Revísalo y continúa para hacer el vídeo.",
};
