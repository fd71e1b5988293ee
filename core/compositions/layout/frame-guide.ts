/** What the shape of the frame decides: margins, type sizes, where captions sit. Everything in pixels of the composition. */
export interface FrameGuide {
  readonly aspect: "landscape" | "portrait" | "square";
  /** Text stays inside; players, phones and televisions cover or cut what is beyond. */
  readonly safe: Box;
  readonly type: { readonly title: number; readonly body: number; readonly caption: number };
  /** Captions stand on its lower edge, centred. */
  readonly captionBox: Box;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Proportions {
  /** Of the frame's width and height. */
  readonly marginX: number;
  readonly marginTop: number;
  readonly marginBottom: number;
  readonly captionWidth: number;
  /** Of the shorter side. */
  readonly title: number;
  readonly body: number;
  readonly caption: number;
}

// Portrait keeps clear of the buttons that phones lay over the lower fifth; landscape holds lines to a width that is
// read in one glance (about 40 letters).
const proportions: Record<FrameGuide["aspect"], Proportions> = {
  landscape: {
    marginX: 0.06,
    marginTop: 0.07,
    marginBottom: 0.075,
    captionWidth: 0.66,
    title: 0.104,
    body: 0.05,
    caption: 0.056,
  },
  portrait: {
    marginX: 0.075,
    marginTop: 0.12,
    marginBottom: 0.2,
    captionWidth: 0.84,
    title: 0.112,
    body: 0.055,
    caption: 0.072,
  },
  square: {
    marginX: 0.07,
    marginTop: 0.08,
    marginBottom: 0.09,
    captionWidth: 0.84,
    title: 0.098,
    body: 0.05,
    caption: 0.06,
  },
};

/** @param width @param height of the composition, pixels */
export function frameGuide(width: number, height: number): FrameGuide {
  const ratio = width / height;
  const aspect = ratio > 1.2 ? "landscape" : ratio < 0.84 ? "portrait" : "square";
  const p = proportions[aspect];
  const shortSide = Math.min(width, height);
  const safe = {
    left: width * p.marginX,
    top: height * p.marginTop,
    width: width * (1 - 2 * p.marginX),
    height: height * (1 - p.marginTop - p.marginBottom),
  };
  const captionWidth = width * p.captionWidth;
  return {
    aspect,
    safe,
    type: {
      title: Math.round(shortSide * p.title),
      body: Math.round(shortSide * p.body),
      caption: Math.round(shortSide * p.caption),
    },
    captionBox: { ...safe, left: (width - captionWidth) / 2, width: captionWidth },
  };
}
