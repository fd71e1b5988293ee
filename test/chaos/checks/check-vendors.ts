import { type Story, sceneMark } from "../story.ts";

/**
 * What the vendors say they did: nothing more often than faults explain. What dies between a request and the note of it
 * cannot know; a step that comes twice or late finds the note, or cancels what it began beside another.
 */
export async function checkVendors({ cloud, films, disturbances, crashes }: Story): Promise<string[]> {
  const complaints: string[] = [];
  for (const { jobId, mark } of films.values()) {
    for (const { sceneId, index, generation } of await cloud.stores().jobs.listScenes(jobId)) {
      const billed = cloud.fal.records.filter(
        ({ prompt, trouble, isCancelled }) =>
          prompt.startsWith(`${sceneMark(mark, index + 1)} `) && trouble === undefined && !isCancelled,
      );
      if (billed.length > generation + crashes) {
        complaints.push(
          `${jobId}/${sceneId} was paid for ${billed.length} times in ${generation} generations, ${crashes} crashes`,
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
