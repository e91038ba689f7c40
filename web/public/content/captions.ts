/** Captions of films and sound: the part of WebVTT that ours need, and that they say what the text beside the film says. */
import type { Faults } from "./faults.ts";

/** One caption, shown between two moments. */
export interface Cue {
  /** What the film shows meanwhile, where it is made from our own pages. */
  readonly id: string;
  readonly line: number;
  /** Seconds. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const kTime = /^(?:(\d{2,}):)?([0-5]\d):([0-5]\d\.\d{3})$/;

function secondsOf(text: string): number | null {
  const [, hours = "0", minutes = "", seconds = ""] = kTime.exec(text) ?? [];
  return minutes === "" ? null : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** The cues of a file, in their order. What is no plain cue is a fault with its line: marks and notes, times that overlap or go back. */
export function readCaptions(faults: Faults, file: string, source: string): readonly Cue[] {
  const lines = source.split("\n");
  const cues: Cue[] = [];
  if (lines[0] !== "WEBVTT" || (lines[1] ?? "") !== "") faults.add(file, "line 1", "the file does not begin with WEBVTT and an empty line");
  for (let at = 2; at < lines.length; at += 1) {
    if (lines[at] === "") continue;
    const line = at + 1;
    const id = (lines[at] ?? "").includes("-->") ? "" : (lines[at++] ?? "");
    const [, start = "", end = ""] = /^(\S+) --> (\S+)(?: (?:line|position|size|align):\S+)*$/.exec(lines[at] ?? "") ?? [];
    const [from, to] = [secondsOf(start), secondsOf(end)];
    const words: string[] = [];
    while ((lines[at + 1] ?? "") !== "") words.push(lines[++at] ?? "");
    const text = words.join(" ");
    if (from === null || to === null || to <= from || from < (cues.at(-1)?.to ?? 0)) faults.add(file, `line ${line}`, "has no times after those before it");
    else if (text === "" || /[<>&]|-->/.test(text)) faults.add(file, `line ${line}`, "says nothing, or has marks in it");
    else cues.push({ id, line, from, to, text });
  }
  if (cues.length === 0) faults.add(file, "file", "has no captions");
  return cues;
}

/**
 * Whoever reads and whoever watches is told the same: `blocks`, the text beside the film, says the captions' words in their
 * order and no others. Where a line ends is no matter.
 */
export function compareWords(faults: Faults, file: string, cues: readonly Cue[], blocks: readonly string[]): void {
  const bare = (text: string): string => text.replace(/\s+/g, "");
  let rest = bare(blocks.join(""));
  for (const { line, text } of cues) {
    if (!rest.startsWith(bare(text))) return faults.add(file, `line ${line}`, `the text beside it does not say this here: ${text}`);
    rest = rest.slice(bare(text).length);
  }
  if (rest !== "") faults.add(file, "file", `the text beside it says more: ${rest.slice(0, 40)}`);
}
