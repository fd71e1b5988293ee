import { useEffect, useState } from "react";
import { useDelayRender, useVideoConfig } from "remotion";
import type { Composition } from "../../core/contract/composition.ts";
import { loadFonts } from "./fonts.ts";

/** Holds every frame back until the letters are there: a frame in a fallback font would be kept for good. */
export function useFonts(composition: Composition): boolean {
  const { delayRender, continueRender, cancelRender } = useDelayRender();
  const { id } = useVideoConfig();
  const [isReady, setReady] = useState(false);
  const [handle] = useState(() => delayRender(`fonts of ${id}`));
  useEffect(() => {
    let isCurrent = true;
    loadFonts(composition).then(
      () => {
        if (!isCurrent) return;
        setReady(true);
        continueRender(handle);
      },
      (error: unknown) => cancelRender(error),
    );
    return () => {
      isCurrent = false;
    };
  }, [composition, handle, continueRender, cancelRender]);
  return isReady;
}
