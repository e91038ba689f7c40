/** What the build runs: reading the content, drawing the pages. */
export { findStyle, placesFile } from "./find.tsx";
export { pseudoContent } from "./pseudo.ts";
export { writePages } from "./render.tsx";
export { readContent } from "./site.ts";
