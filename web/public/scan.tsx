/** The way from a printed page back to the site: a code for the camera of a telephone, the address for whoever types it. */
import encodeQR from "qr";
import type { JSX } from "preact";
import type { Place } from "./frame.tsx";
import { address } from "./site.ts";

/** Light modules on each side, as readers want them. */
const kBorder = 4;

/** The dark modules of `rows` as strokes one module high, row by row, from the middle of each row. */
function strokes(rows: readonly (readonly boolean[])[]): string {
  return rows.map((row, y) => {
    const runs = [...row.map((isDark) => (isDark ? "#" : " ")).join("").matchAll(/#+/g)];
    return runs.map(({ index, 0: { length } }) => `M${index} ${y}h${length}`).join("");
  }).join("");
}

/** On paper alone, and only where the build was told the address of the site. */
export function Scan({ place: { site, language, path } }: { place: Place }): JSX.Element | null {
  if (site.origin === undefined) return null;
  const target = site.origin + address(language, path);
  const rows = encodeQR(target, "raw", { ecc: "medium", border: kBorder });
  return (
    <div class="scan">
      <svg viewBox={`0 -.5 ${rows.length} ${rows.length}`} aria-hidden="true" shape-rendering="crispEdges"><path stroke="#000" d={strokes(rows)} /></svg>
      <p>{target}</p>
    </div>
  );
}
