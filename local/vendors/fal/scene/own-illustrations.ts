// Things that topics need and the illustration set lacks, in its manner: 128 × 128, soft gradients, no outlines.
// Ids carry the illustration's name, because several may stand in one document.
const bodies: Readonly<Record<string, string>> = {
  "own:solar-eclipse": `
    <radialGradient id="own-se-a"><stop offset=".42" stop-color="#fff"/><stop offset=".5" stop-color="#fff3c4" stop-opacity=".95"/>
      <stop offset=".64" stop-color="#ffc766" stop-opacity=".5"/><stop offset="1" stop-color="#ff9d3b" stop-opacity="0"/></radialGradient>
    <radialGradient id="own-se-b" cx=".42" cy=".4"><stop offset=".3" stop-color="#171a2e"/><stop offset="1" stop-color="#05060d"/></radialGradient>
    <radialGradient id="own-se-c"><stop offset="0" stop-color="#fff"/><stop offset=".25" stop-color="#fff" stop-opacity=".9"/><stop offset="1" stop-color="#ffe9b0" stop-opacity="0"/></radialGradient>
    <circle cx="64" cy="64" r="64" fill="url(#own-se-a)"/>
    <g fill="#ffe7b3" opacity=".35"><path d="M64 2l6 36h-12zM64 126l6-36h-12zM2 64l36-6v12zM126 64l-36-6v12z"/><path d="M20 20l28 22-7 7zM108 20l-28 22 7 7zM20 108l28-22-7-7zM108 108l-28-22 7-7z"/></g>
    <circle cx="64" cy="64" r="33.5" fill="#fff6da"/><circle cx="64" cy="64" r="32" fill="url(#own-se-b)"/>
    <circle cx="88" cy="42" r="17" fill="url(#own-se-c)"/>`,
  "own:lunar-eclipse": `
    <radialGradient id="own-le-a"><stop offset=".6" stop-color="#ff7a4a" stop-opacity=".5"/><stop offset="1" stop-color="#ff7a4a" stop-opacity="0"/></radialGradient>
    <radialGradient id="own-le-b" cx=".3" cy=".3" r=".85"><stop offset="0" stop-color="#ffb37a"/><stop offset=".45" stop-color="#d9572f"/><stop offset="1" stop-color="#571507"/></radialGradient>
    <circle cx="64" cy="64" r="64" fill="url(#own-le-a)"/><circle cx="64" cy="64" r="46" fill="url(#own-le-b)"/>
    <g fill="#8f2f14" opacity=".45"><circle cx="50" cy="50" r="9"/><circle cx="78" cy="44" r="6"/><circle cx="72" cy="72" r="11"/><circle cx="46" cy="80" r="6"/><ellipse cx="90" cy="66" rx="5" ry="7"/></g>`,
  "own:black-hole": `
    <radialGradient id="own-bh-a"><stop offset=".3" stop-color="#ffd28a"/><stop offset=".55" stop-color="#ff7a2f" stop-opacity=".8"/><stop offset="1" stop-color="#5b1a6b" stop-opacity="0"/></radialGradient>
    <ellipse cx="64" cy="64" rx="64" ry="60" fill="url(#own-bh-a)" opacity=".55"/><circle cx="64" cy="64" r="34" fill="none" stroke="#ffdca0" stroke-width="5"/>
    <circle cx="64" cy="64" r="31" fill="#030208"/><ellipse cx="64" cy="66" rx="62" ry="11" fill="none" stroke="#ff9b45" stroke-width="6" opacity=".9"/>
    <ellipse cx="64" cy="66" rx="56" ry="8" fill="none" stroke="#fff0c9" stroke-width="3"/><path d="M34 56a31 31 0 0 1 60 0" fill="#030208"/>`,
  "own:mars": `
    <radialGradient id="own-ma-a" cx=".34" cy=".3" r=".8"><stop offset="0" stop-color="#ffb27a"/><stop offset=".5" stop-color="#d9643a"/><stop offset="1" stop-color="#7a2a17"/></radialGradient>
    <circle cx="64" cy="64" r="60" fill="url(#own-ma-a)"/>
    <g fill="#a8442a" opacity=".5"><path d="M10 58c20-8 30 6 52 0s34-14 58-4c2 6 2 10 1 16-22-8-38 6-60 6S24 66 6 74c-1-6 0-12 4-16"/><circle cx="46" cy="34" r="8"/><circle cx="88" cy="36" r="5"/><circle cx="56" cy="98" r="9"/><circle cx="86" cy="92" r="5"/></g>
    <path d="M46 7c12-4 26-4 36 0-10 5-26 5-36 0" fill="#fff" opacity=".8"/>`,
  "own:atom": `
    <radialGradient id="own-at-a" cx=".35" cy=".3"><stop offset="0" stop-color="#ff9f8a"/><stop offset="1" stop-color="#d8352c"/></radialGradient>
    <radialGradient id="own-at-b" cx=".35" cy=".3"><stop offset="0" stop-color="#9fe3ff"/><stop offset="1" stop-color="#1c86d8"/></radialGradient>
    <g fill="none" stroke="#49b5f2" stroke-width="4.5"><ellipse cx="64" cy="64" rx="58" ry="22"/><ellipse cx="64" cy="64" rx="58" ry="22" transform="rotate(60 64 64)"/><ellipse cx="64" cy="64" rx="58" ry="22" transform="rotate(120 64 64)"/></g>
    <circle cx="58" cy="60" r="11" fill="url(#own-at-a)"/><circle cx="71" cy="61" r="11" fill="url(#own-at-b)"/><circle cx="64" cy="71" r="11" fill="url(#own-at-a)"/>
    <circle cx="122" cy="64" r="6" fill="url(#own-at-b)"/><circle cx="35" cy="14" r="6" fill="url(#own-at-b)"/><circle cx="35" cy="114" r="6" fill="url(#own-at-b)"/>`,
  "own:cell": `
    <radialGradient id="own-ce-a"><stop offset=".5" stop-color="#ffd9ec"/><stop offset=".9" stop-color="#ff9ac4"/><stop offset="1" stop-color="#e8649e"/></radialGradient>
    <radialGradient id="own-ce-b" cx=".4" cy=".35"><stop offset="0" stop-color="#c79bff"/><stop offset="1" stop-color="#6b3fc4"/></radialGradient>
    <path d="M64 5c20-3 40 8 50 25s11 40 1 57-30 35-52 36-42-12-52-30S0 52 10 33 44 8 64 5" fill="url(#own-ce-a)"/>
    <circle cx="58" cy="60" r="25" fill="url(#own-ce-b)"/><circle cx="52" cy="54" r="9" fill="#4b2494"/>
    <g fill="#ff7f50"><ellipse cx="94" cy="46" rx="12" ry="6" transform="rotate(40 94 46)"/><ellipse cx="90" cy="90" rx="12" ry="6" transform="rotate(-35 90 90)"/><ellipse cx="32" cy="98" rx="11" ry="6" transform="rotate(20 32 98)"/></g>
    <g fill="#3fb6a8"><circle cx="26" cy="44" r="5"/><circle cx="62" cy="24" r="4"/><circle cx="66" cy="104" r="5"/><circle cx="104" cy="66" r="4"/><circle cx="22" cy="72" r="3.5"/></g>`,
  "own:pyramid": `
    <linearGradient id="own-py-a" x1="0" x2="1"><stop offset="0" stop-color="#f9d68a"/><stop offset="1" stop-color="#e8b45b"/></linearGradient>
    <path d="M56 16L2 116h84z" fill="url(#own-py-a)"/><path d="M56 16l30 100h40z" fill="#b97f36"/>
    <g stroke="#c98f42" stroke-width="1.6" opacity=".7"><path d="M46 35h16M35 55h33M25 75h49M14 95h66"/></g><g stroke="#98632a" stroke-width="1.6" opacity=".7"><path d="M62 35l6 0M68 55l12 0M74 75l22 0M80 95l32 0"/></g>`,
  "own:chip": `
    <linearGradient id="own-ch-a" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#4a5c6b"/><stop offset="1" stop-color="#1e2a33"/></linearGradient>
    <g fill="#f2c14e"><path d="M34 4h8v120h-8zM50 4h8v120h-8zM70 4h8v120h-8zM86 4h8v120h-8zM4 34h120v8H4zM4 50h120v8H4zM4 70h120v8H4zM4 86h120v8H4z"/></g>
    <rect x="18" y="18" width="92" height="92" rx="9" fill="url(#own-ch-a)"/><rect x="40" y="40" width="48" height="48" rx="5" fill="#6fd3c1"/><rect x="46" y="46" width="36" height="36" rx="3" fill="#2e9e93"/><circle cx="29" cy="29" r="4" fill="#9fb3c0"/>`,
  "own:bridge": `
    <path d="M0 84h128v10H0z" fill="#b8402f"/><path d="M26 14h9v104h-9zM93 14h9v104h-9z" fill="#d8543d"/><path d="M26 34h9M93 34h9" stroke="#8c2f22" stroke-width="5"/>
    <path d="M0 72Q14 44 30 18q34 96 68 0 16 26 30 54" fill="none" stroke="#e8705a" stroke-width="4"/>
    <g stroke="#e8705a" stroke-width="2"><path d="M10 54v32M18 38v48M42 48v38M52 62v24M64 67v19M76 62v24M86 48v38M110 38v48M118 54v32"/></g>`,
  "own:hanok": `
    <path d="M20 66h88v46H20z" fill="#f3e3c3"/><path d="M20 66h7v46h-7zM101 66h7v46h-7zM46 66h6v46h-6zM76 66h6v46h-6z" fill="#8a4b2a"/><path d="M54 74h20v38H54z" fill="#c98a52"/><path d="M64 74v38M54 86h20M54 99h20" stroke="#8a4b2a" stroke-width="2"/>
    <path d="M2 62c14-2 24-12 32-32h60c8 20 18 30 32 32l-4 8H6z" fill="#46535e"/><path d="M34 30h60l-3-9H37z" fill="#2f3a43"/><g stroke="#66757f" stroke-width="2.4"><path d="M44 32L30 66M56 32l-5 35M72 32l5 35M84 32l14 34"/></g>
    <path d="M12 112h104v8H12z" fill="#b9b2a6"/>`,
  "own:hot-air-balloon": `
    <linearGradient id="own-hb-a" x1="0" x2="1"><stop offset="0" stop-color="#ff8a5c"/><stop offset=".5" stop-color="#ff5f57"/><stop offset="1" stop-color="#c9343f"/></linearGradient>
    <path d="M64 4c28 0 46 20 46 43 0 20-20 36-32 50H50C38 83 18 67 18 47 18 24 36 4 64 4" fill="url(#own-hb-a)"/>
    <path d="M64 4c-14 6-20 24-20 43s6 36 12 50h16c6-14 12-31 12-50S78 10 64 4" fill="#ffd166"/><path d="M64 4c-5 8-7 24-7 43s3 36 5 50h4c2-14 5-31 5-50S69 12 64 4" fill="#ff7d5a"/>
    <path d="M52 97l4 14M76 97l-4 14" stroke="#7a4a2b" stroke-width="2"/><rect x="54" y="110" width="20" height="15" rx="3" fill="#a5673b"/><path d="M54 115h20" stroke="#7a4a2b" stroke-width="2"/>`,
};

/** The SVG of an illustration of our own, on 128 × 128. @throws Error for an unknown name */
export function ownBody(name: string): string {
  const body = bodies[name];
  if (!body) throw new Error(`there is no illustration "${name}"`);
  return body;
}
