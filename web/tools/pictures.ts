/** How much two pictures of a page differ. */
import { createCanvas, loadImage } from "@napi-rs/canvas";

/** What somebody has to look at: more than one pixel in a thousand. */
export const kNoticed = 0.001;
/** Of 255 steps of a colour; less is nothing that is seen. */
const kSeen = 16;

async function pixelsOf(png: Uint8Array, width: number, height: number): Promise<Uint8ClampedArray> {
  const context = createCanvas(width, height).getContext("2d");
  context.drawImage(await loadImage(png), 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

/** Which part of the pixels is another, 0 to 1; what only one of them has is another. */
export async function changedShare(before: Uint8Array, after: Uint8Array): Promise<number> {
  const [one, other] = [await loadImage(before), await loadImage(after)];
  const [width, height] = [Math.max(one.width, other.width), Math.max(one.height, other.height)];
  const [first, second] = [await pixelsOf(before, width, height), await pixelsOf(after, width, height)];
  let changed = 0;
  for (let at = 0; at < first.length; at += 4) {
    const isSame = [0, 1, 2, 3].every((channel) => Math.abs((first[at + channel] ?? 0) - (second[at + channel] ?? 0)) <= kSeen);
    if (!isSame) changed += 1;
  }
  return changed / (width * height);
}
