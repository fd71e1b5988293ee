import { MAX_VENDOR_TRIES } from "../../../core/scenes/vendor-looks.ts";
import { type Story, sceneMark } from "../story.ts";

/**
 * What the vendors say they did: nothing more often than faults explain. Each may make one request happen twice, since
 * what died between a request and the note of it cannot know.
 */
export async function checkVendors({ cloud, films, disturbances }: Story): Promise<string[]> {
  const complaints: string[] = [];
  for (const { jobId, mark } of films.values()) {
    for (const { sceneId, index, generation } of await cloud.stores().jobs.listScenes(jobId)) {
      const asked = cloud.fal.records.filter(({ prompt }) =>
        prompt.startsWith(`${sceneMark(mark, index + 1)} `),
      );
      const most = disturbances === 0 ? generation : generation * MAX_VENDOR_TRIES + disturbances;
      if (asked.length > most) {
        complaints.push(
          `${jobId}/${sceneId} was asked for ${asked.length} times in ${generation} generations`,
        );
      }
    }
    const turns = cloud.claude.answered.get(mark) ?? [];
    for (const turn of new Set(turns)) {
      const times = turns.filter((each) => each === turn).length;
      if (times > 1 + disturbances) complaints.push(`turn ${turn} of ${mark} was asked for ${times} times`);
    }
  }
  return complaints;
}
