/**
 * What is wrong with how a page looks and what it tells assistive programs, as a list of words; an empty one is good. All but
 * the last run within the page, where nothing else of this file is.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type axe from "axe-core";
import type { BrowserContext, Page } from "playwright-core";

/** What axe finds. In the dark only colours differ, so only those are looked at again. */
async function accessibility(): Promise<string[]> {
  const { axe: here } = window as unknown as { axe: typeof axe };
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const runOnly = isDark ? { type: "rule" as const, values: ["color-contrast"] } : { type: "tag" as const, values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] };
  const { violations } = await here.run(document, { resultTypes: ["violations"], preload: false, iframes: false, selectors: false, runOnly });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

/** Wider than the screen, or scrolling sideways inside the page; what is enlarged may do so in a region of its own, which has a name and takes the keyboard. */
function sideways(tablesMay = false): string[] {
  return [
  ...(document.documentElement.scrollWidth > innerWidth ? [`the page: ${document.documentElement.scrollWidth} > ${innerWidth}`] : []),
  ...[...document.querySelectorAll("#main, #main *:not(.unseen)")].filter((element) => element.clientWidth > 0 && element.scrollWidth > element.clientWidth)
    .filter((element) => !(tablesMay && element.closest("[role=region][tabindex='0'][aria-labelledby]") !== null))
    .map((element) => `${element.tagName} ${element.scrollWidth} > ${element.clientWidth}: ${(element.textContent ?? "").trim().slice(0, 40)}`),
  ];
}

/** Words with a hyphen, in headings, that stand on two lines; and elsewhere whatever is to stay whole. */
function broken(): string[] {
  const found = [...document.querySelectorAll("#main .whole")].filter((word) => {
    const range = document.createRange();
    range.selectNodeContents(word);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
  }).map(({ textContent }) => textContent);
  for (const heading of document.querySelectorAll("#main :is(h1, h2, h3, legend)")) {
    const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      for (const { 0: word, index } of (text.textContent ?? "").matchAll(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)+/gu)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        if (range.getClientRects().length > 1) found.push(word);
      }
    }
  }
  return found;
}

/** Lines of text that lie over each other, beyond the screen, or are cut off; bars that leave no room for the page, and what lies over Leave. */
function crowded(): string[] {
  interface Line { readonly text: string; readonly box: DOMRect; readonly of: Node; readonly layer: Element | null }
  const layers = [...document.querySelectorAll("body *")].filter((element) => ["fixed", "sticky"].includes(getComputedStyle(element).position));
  const found: string[] = [];
  const lines: Line[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const parent = text.parentElement;
    if (parent === null || (text.nodeValue ?? "").trim() === "" || parent.closest(".unseen, #skip, option, script") !== null || !parent.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const layer = layers.find((each) => each.contains(parent)) ?? null;
    for (const box of range.getClientRects()) if (box.width > 0) lines.push({ text: (text.nodeValue ?? "").trim().slice(0, 30), box, of: text, layer });
  }
  lines.sort((a, b) => a.box.top - b.box.top);
  lines.forEach(({ text, box, of, layer }, index) => {
    if ((box.left < -1 || box.right > innerWidth + 1) && of.parentElement?.closest(".table") === null) found.push(`beyond the screen: ${text}`);
    for (let other = index + 1; other < lines.length; other += 1) {
      const next = lines[other] as Line;
      if (next.box.top >= box.bottom) break;
      const across = Math.min(box.right, next.box.right) - Math.max(box.left, next.box.left);
      const down = Math.min(box.bottom, next.box.bottom) - next.box.top;
      if (next.of !== of && next.layer === layer && across > 2 && down > Math.min(box.height, next.box.height) / 2) found.push(`over each other: ${text} | ${next.text}`);
    }
  });
  for (const element of document.querySelectorAll<HTMLElement>("body *:not(.unseen)")) {
    if (getComputedStyle(element).overflow === "visible" || element.clientHeight === 0) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    const isCut = (["hidden", "clip"].includes(overflowX) && element.scrollWidth > element.clientWidth + 1) || (["hidden", "clip"].includes(overflowY) && element.scrollHeight > element.clientHeight + 1);
    if (isCut && element.closest(".unseen, select, video, svg") === null) found.push(`cut off: ${(element.textContent ?? "").trim().slice(0, 30)}`);
  }
  const covered = layers.reduce((sum, layer) => sum + layer.getBoundingClientRect().height, 0);
  if (covered > innerHeight / 2) found.push(`bars: ${Math.round(covered)} of ${innerHeight}`);
  const leave = document.querySelector("#leave")?.getBoundingClientRect();
  if (!leave || document.elementFromPoint(leave.x + leave.width / 2, leave.y + leave.height / 2)?.closest("#leave") == null) found.push("Leave is covered");
  return found;
}

/** Controls that are too small for a finger: 44 pixels, 24 inside text. */
function small(): string[] {
  return [...document.querySelectorAll<HTMLElement>("a, button, summary, select, input[type=text], .choice")].filter((element) => element.checkVisibility() && !element.matches("#skip"))
    .flatMap((element) => {
      const box = element.getBoundingClientRect();
      const isInText = element.closest("p:not(.list-title, .back, .first-time, .big-call), .prose, .sources, .entry ul, td, th, dd, .facts") !== null && !element.matches(".number, .button, .choice");
      const [size, least] = [Math.round(Math.min(box.width, box.height)), isInText ? 24 : 44];
      return size < least ? [`${(element.textContent ?? "").trim().slice(0, 30)}: ${size} < ${least}`] : [];
    });
}

/** What a screen reader would miss or mistake: one heading, one region that speaks up, the language of the page and of what is in another. */
function unsaid(): string[] {
  const found: string[] = [];
  const { lang } = document.documentElement;
  const speaking = document.querySelectorAll("[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off]), output").length;
  if (speaking !== 1) found.push(`regions that speak up: ${speaking}`);
  if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
  if (document.title.trim() === "") found.push("no title");
  if (location.pathname.split("/")[1] !== lang) found.push(`the language of the page: ${lang}`);
  if (document.querySelectorAll("main").length !== 1 || document.querySelector(document.querySelector("#skip")?.getAttribute("href") ?? "x")?.tagName !== "MAIN") found.push("the link to the content leads elsewhere");
  // Whole sentences of English that do not say so; names of laws and organisations may stand in any text.
  if (lang === "en") return found;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const said = text.parentElement?.closest("[lang]")?.getAttribute("lang");
    const words = new Set((text.nodeValue ?? "").match(/\b(?:the|you|your|with|is|are|they|can|this|when|what)\b/g));
    if (said === lang && words.size >= 2) found.push(`English that does not say so: ${(text.nodeValue ?? "").trim().slice(0, 60)}`);
  }
  return found;
}

/** Controls and boxes that have no edge of their own where the system chooses all colours, and states that nothing shows but a colour. */
function edgeless(): string[] {
  const hasEdge = (element: Element): boolean => {
    const style = getComputedStyle(element);
    const isSeen = (width: string, kind: string, color: string): boolean => Number.parseFloat(width) > 0 && !["none", "hidden"].includes(kind) && color !== "rgba(0, 0, 0, 0)";
    return isSeen(style.borderTopWidth, style.borderTopStyle, style.borderTopColor) || isSeen(style.borderLeftWidth, style.borderLeftStyle, style.borderLeftColor) ||
      isSeen(style.borderBottomWidth, style.borderBottomStyle, style.borderBottomColor) || isSeen(style.outlineWidth, style.outlineStyle, style.outlineColor);
  };
  const found = [...document.querySelectorAll("#leave, .button, .choice, .tag, .callout, .notice, .way-in a, .contents, select, input[type=text], [aria-current]")]
    .filter((element) => element.checkVisibility() && !hasEdge(element)).map((element) => `no edge: ${element.outerHTML.slice(0, 60)}`);
  const choice = document.querySelector<HTMLInputElement>(".choice input:not(:checked)");
  const box = choice?.closest(".choice");
  if (choice && box) {
    const before = getComputedStyle(box).borderWidth;
    choice.checked = true;
    if (getComputedStyle(box).borderWidth === before) found.push("a choice looks the same when it is made");
    choice.checked = false;
  }
  return found;
}

/** What moves by itself or on its way. */
function moving(): string[] {
  return [...document.querySelectorAll("*")].flatMap((element) => ["", "::before", "::after"].flatMap((part) => {
    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element, part);
    return animationName !== "none" || /[1-9]/.test(transitionDuration) || scrollBehavior === "smooth" ? [`${element.tagName}${part}: ${animationName} ${transitionDuration} ${scrollBehavior}`] : [];
  }));
}

/** What is read, on its ground: a contrast of 4.5 to 1 is asked of all text, and 7 to 1 of what is not small print. In the dark the page is dark. */
function faint(): string[] {
  const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: string): number => {
    const [r = 0, g = 0, b = 0] = channels(color).map((value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element: Element | null): string => {
    for (let each = element; each !== null; each = each.parentElement) {
      const { backgroundColor } = getComputedStyle(each);
      if ((channels(backgroundColor)[3] ?? 1) === 1) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const contrastOf = (...colors: readonly [string, string]): number => {
    const [one, other] = colors.map(luminance) as [number, number];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  const found = new Set<string>();
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  if (luminance(groundOf(document.body)) < 0.2 !== isDark) found.add(`the page is ${isDark ? "light in the dark" : "dark in the light"}`);
  for (const element of document.querySelectorAll("#main :is(h1, h2, h3, p, li, td, th, dt, dd, legend, label)")) {
    if (!element.checkVisibility() || ![...element.childNodes].some(({ nodeType, nodeValue }) => nodeType === Node.TEXT_NODE && (nodeValue ?? "").trim() !== "")) continue;
    const isSmallPrint = element.closest(".note, .soft, .lead, .hint, .standing, .standings, .callout-label, .tag, .sources, .other, .notice h2, .list-title, .unreviewed") !== null;
    const contrast = contrastOf(getComputedStyle(element).color, groundOf(element));
    if (contrast < (isSmallPrint ? 4.5 : 7)) found.add(`${contrast.toFixed(1)}: ${(element.textContent ?? "").trim().slice(0, 40)}`);
  }
  // A box that is not ticked is seen by its border alone, which a browser of its own draws too faint in the dark.
  for (const box of isDark ? document.querySelectorAll("#main .choice input:not(:checked)") : []) {
    const { outlineStyle, outlineColor } = getComputedStyle(box);
    const contrast = contrastOf(outlineColor, groundOf(box));
    if (box.checkVisibility() && (outlineStyle === "none" || contrast < 3)) found.add(`a box, ${outlineStyle} ${contrast.toFixed(1)}: ${box.id}`);
  }
  return [...found];
}

const looks = { accessibility, sideways, broken, crowded, small, unsaid, edgeless, moving, faint };
export type Looks = typeof looks;

declare global {
  interface Window {
    readonly looks: Looks;
  }
}

const axeFile = createRequire(import.meta.url).resolve("../../../web/node_modules/axe-core/axe.min.js");

/** Pages of this browser can be looked at as `window.looks` says, from the next one on. */
export async function bringLooks(context: BrowserContext): Promise<void> {
  await context.addInitScript({ content: `${readFileSync(axeFile, "utf8")}\nwindow.looks = { ${Object.values(looks).map(String).join(", ").replaceAll(/(^|, )(async )?function /g, "$1$2")} };` });
}

/** One look at the page as it stands. */
export const look = (page: Page, name: keyof Looks): Promise<string[]> => page.evaluate((wanted) => window.looks[wanted](), name);

/**
 * What goes wrong for whoever walks through the page with Tab, from its beginning to its end: stops without a visible mark or behind
 * something, links and controls that are never reached, an end that is never reached. Leave comes first.
 */
export async function keyboard(page: Page): Promise<string[]> {
  const found: string[] = [];
  const reached = new Set<string>();
  let first: string | undefined;
  const total = await page.evaluate(() => {
    scrollTo(0, 0);
    (document.activeElement as HTMLElement | null)?.blur();
    // One of several that exclude each other is a stop.
    const all = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary, [tabindex='0'], video, audio")].filter((element) => element.checkVisibility())
      .filter((element) => !(element instanceof HTMLInputElement && element.type === "radio" && document.querySelector(`input[name="${element.name}"]`) !== element));
    all.forEach((element, index) => void (element.dataset["stop"] = String(index)));
    return all.length;
  });
  for (let presses = 0; presses <= total + 20; presses += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (element === null || element === document.body) return null;
      // A choice shows it on the box around it.
      const shown = element.closest(".choice") ?? element;
      const isMarked = [shown, element].some((each) => getComputedStyle(each).outlineStyle !== "none" && Number.parseFloat(getComputedStyle(each).outlineWidth) >= 2);
      const box = [...element.getClientRects()].find(({ width, height }) => width > 0 && height > 0);
      // In the middle of what is on the screen.
      const middle = (from: number, to: number, end: number): number => (Math.max(from, 0) + Math.min(to, end)) / 2;
      const top = box && document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
      const isHidden = box === undefined || top == null || !(shown.contains(top) || top.contains(element));
      return { stop: element.dataset["stop"] ?? "", name: `${element.tagName} ${(element.textContent ?? "").trim().slice(0, 30)}`, isHidden, isMarked, id: element.id };
    });
    // Out of the page, or round to its beginning.
    if (stop === null || (presses > 0 && stop.stop === first)) break;
    if (presses === 0) first = stop.stop;
    if (presses === 0 && stop.id !== "leave") found.push("Leave does not come first");
    if (presses === total + 20) found.push("there is no end");
    if (reached.has(stop.stop)) continue;
    if (stop.isHidden) found.push(`is hidden: ${stop.name}`);
    if (!stop.isMarked) found.push(`has no mark: ${stop.name}`);
    reached.add(stop.stop);
  }
  if (reached.size < total) found.push(`never reached: ${total - reached.size} of ${total}`);
  return found;
}
