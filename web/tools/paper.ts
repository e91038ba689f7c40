/** A page on paper: Chromium prints it, and what came out is read back from the PDF alone. */
import type { Page } from "playwright-core";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

export interface Side {
  /** In points, 72 to the inch. */
  readonly width: number;
  readonly height: number;
  /** What is drawn in one go, in order: mostly a line of one element. */
  readonly runs: readonly string[];
  /** How much of the paper is darkened: 0 is white, 1 is black. */
  readonly ink: number;
  /** How far down the last thing printed reaches: 0 is the upper edge, 1 the lower. */
  readonly filled: number;
  readonly png: Uint8Array;
  readonly pixels: Pick<ImageData, "data" | "width" | "height">;
}

/** What pdf.js draws on outside of a browser. */
interface CanvasFactory {
  create(width: number, height: number): {
    readonly canvas: HTMLCanvasElement & { toBuffer(type: "image/png"): Uint8Array };
    readonly context: CanvasRenderingContext2D;
  };
}

/** As the printer gets it: of the size that the style sheet asks for, A4 where it asks for none; grounds, too, as some browsers are set. */
export function printPage(page: Page): Promise<Uint8Array> {
  return page.pdf({ format: "A4", preferCSSPageSize: true, printBackground: true });
}

/** Ticks every fourth line of a sheet, as somebody might before it is handed over. */
export async function tickSome(page: Page): Promise<void> {
  for (const tick of (await page.locator(".sheet-group input").all()).filter((_, index) => index % 4 === 0)) await tick.check();
}

/** How many sides `pdf` has, and how far down the last words reach on the last of them, as `filled` does; nothing is drawn for it. */
export async function readEnd(pdf: Uint8Array): Promise<{ readonly sides: number; readonly filled: number }> {
  const reading = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const document = await reading.promise;
  const page = await document.getPage(document.numPages);
  const { items } = await page.getTextContent();
  // From the lower edge up, to where a line stands.
  const heights = items.flatMap((item) => ("str" in item && item.str.trim() !== "" ? [Number(item.transform[5])] : []));
  const end = { sides: document.numPages, filled: 1 - Math.min(...heights) / page.getViewport({ scale: 1 }).height };
  await reading.destroy();
  return end;
}

/** The printed sides of `pdf`, in order; `scale` is pixels of the picture to the point. */
export async function readPaper(pdf: Uint8Array, scale = 1): Promise<readonly Side[]> {
  const reading = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const document = await reading.promise;
  const sides: Side[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const runs = items.flatMap((item) => ("str" in item && item.str.trim() !== "" ? [item.str] : []));
    const viewport = page.getViewport({ scale });
    const { canvas, context } = (document.canvasFactory as CanvasFactory).create(Math.ceil(viewport.width), Math.ceil(viewport.height));
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    await page.render({ canvas, viewport }).promise;
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    const { data } = pixels;
    let darkness = 0;
    let last = 0;
    for (let at = 0; at < data.length; at += 4) {
      const dark = 1 - ((data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0)) / 765;
      darkness += dark;
      if (dark > 0.1) last = at;
    }
    sides.push({
      width: Math.round(viewport.width / scale), height: Math.round(viewport.height / scale), runs,
      ink: darkness / (data.length / 4), filled: last / data.length, png: canvas.toBuffer("image/png"), pixels,
    });
  }
  await reading.destroy();
  return sides;
}
