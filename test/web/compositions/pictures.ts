import { Resvg } from "@resvg/resvg-js";

/** A landscape with a disc at 66% / 35%; `light` for a pale sky, on which white type is hardest to read. */
export function picture({ light = false, width = 1600, height = 1200 } = {}): Uint8Array {
  const [top, bottom, disc] = light ? ["#dff3ff", "#ffffff", "#ffe9a8"] : ["#0b1d3a", "#e27d60", "#ffd27f"];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 1600 1200" preserveAspectRatio="none">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient></defs>
    <rect width="1600" height="1200" fill="url(#sky)"/><circle cx="1050" cy="420" r="190" fill="${disc}"/>
    <path d="M0 900 Q400 700 800 880 T1600 820 V1200 H0Z" fill="#ffffff" opacity=".55"/>
    <path d="M0 1000 Q500 850 900 1000 T1600 960 V1200 H0Z" fill="#20304a" opacity=".6"/></svg>`;
  return new Resvg(svg).render().asPng();
}
