/** What a painter process can be asked for. Files are absolute paths; sizes are pixels, even for clips. */
export type PaintJob =
  | {
      readonly kind: "picture";
      readonly prompt: string;
      readonly seed: number;
      readonly width: number;
      readonly height: number;
      readonly format: PictureFormat;
      readonly file: string;
    }
  | {
      readonly kind: "edit";
      readonly prompt: string;
      readonly seed: number;
      /** The picture to change. */
      readonly source: string;
      /** Width by height of the result; absent: the source's. */
      readonly aspectRatio?: number;
      readonly format: PictureFormat;
      readonly file: string;
    }
  | {
      readonly kind: "clip";
      readonly prompt: string;
      readonly seed: number;
      /** Of the shorter side. */
      readonly shortSide: number;
      readonly aspectRatio: number;
      readonly durationInSeconds: number;
      /** The first frame; its own aspect ratio counts then. */
      readonly source?: string;
      readonly file: string;
    };

export type PictureFormat = "png" | "jpeg";

export interface Painted {
  readonly width: number;
  readonly height: number;
  readonly sizeInBytes: number;
}

/** The work itself cannot be done with this input, and trying again will not help: the picture to edit is none. */
export class UnusableInputError extends Error {
  override readonly name = "UnusableInputError";
}
