import { MultiBar, Presets, type SingleBar } from "cli-progress";

/** How the person (or the script) sees a film being made. */
export interface Progress {
  /** One line about what is going on. */
  say(line: string): void;
  /** An event of the run's public stream. */
  event(name: string, data: unknown): void;
  plan(totalScenes: number): void;
  sceneStarted(index: number): void;
  sceneEnded(index: number, outcome: "complete" | "failed"): void;
  /** 0–1. */
  render(share: number): void;
  end(): void;
}

/** One JSON object a line on stdout, and nothing else. */
export class JsonProgress implements Progress {
  say(line: string): void {
    this.write({ event: "status", data: { message: line } });
  }
  event(name: string, data: unknown): void {
    this.write({ event: name, data });
  }
  plan(): void {
    // The stream's own events say it all.
  }
  sceneStarted(): void {
    // see plan
  }
  sceneEnded(): void {
    // see plan
  }
  render(share: number): void {
    this.write({ event: "render_progress", data: { progress: share } });
  }
  end(): void {
    // see plan
  }
  private write(line: object): void {
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

/** Lines, for a terminal that is none (a log, a pipe). */
export class LineProgress implements Progress {
  private total = 0;
  private ended = 0;
  private lastTenth = -1;

  say(line: string): void {
    process.stdout.write(`${line}\n`);
  }
  event(): void {
    // Only bars and scripts look at single events.
  }
  plan(totalScenes: number): void {
    this.total = totalScenes;
  }
  sceneStarted(index: number): void {
    this.say(`scene ${index + 1} of ${this.total}: started`);
  }
  sceneEnded(index: number, outcome: "complete" | "failed"): void {
    this.ended += 1;
    this.say(`scene ${index + 1} of ${this.total}: ${outcome} (${this.ended} of ${this.total} done)`);
  }
  render(share: number): void {
    const tenth = Math.floor(share * 10);
    if (tenth === this.lastTenth) return;
    this.lastTenth = tenth;
    this.say(`render: ${Math.round(share * 100)}%`);
  }
  end(): void {
    // Nothing is open.
  }
}

/** A bar a scene and one for the render. */
export class BarProgress implements Progress {
  private readonly bars = new MultiBar(
    { format: "  {name} {bar} {state}", hideCursor: true, clearOnComplete: false, autopadding: true },
    Presets.shades_classic,
  );
  private scenes: SingleBar[] = [];
  private film: SingleBar | undefined;

  say(line: string): void {
    this.bars.log(`${line}\n`);
  }
  event(): void {
    // Bars show states, not events.
  }
  plan(totalScenes: number): void {
    if (this.scenes.length > 0) return;
    this.scenes = Array.from({ length: totalScenes }, (_, index) =>
      this.bars.create(2, 0, { name: `scene ${String(index + 1).padStart(2)}`, state: "waiting" }),
    );
  }
  sceneStarted(index: number): void {
    this.scenes[index]?.update(1, { state: "picture and voice" });
  }
  sceneEnded(index: number, outcome: "complete" | "failed"): void {
    this.scenes[index]?.update(outcome === "complete" ? 2 : 0, { state: outcome });
  }
  render(share: number): void {
    this.film ??= this.bars.create(100, 0, { name: "render   ", state: "" });
    const percent = Math.round(share * 100);
    this.film.update(percent, { state: `${percent}%` });
  }
  end(): void {
    this.bars.stop();
  }
}

export function progressFor(isJson: boolean): Progress {
  if (isJson) return new JsonProgress();
  return process.stdout.isTTY ? new BarProgress() : new LineProgress();
}
