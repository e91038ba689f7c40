/**
 * Texts in the reader's language.
 *
 *   t("page.back")                        for the page: a string, or <span lang="en"> where there is no translation
 *   t("lock.seconds", { count: 3 })       plural form by count; numbers are written as the language writes them
 *   t("error.title", { title: <b>…</b> }) a placeholder may also be an element
 *   ts("page.back")                       for attributes and titles: always a string
 *
 * Keys are checked by the compiler against the English catalogues. One language is in memory at a time, loaded from
 * hashed files of our own origin; a component that shows texts is drawn again because the root uses useLanguage().
 */
import { createElement, Fragment, isValidElement, type ComponentChild, type VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { baseKey, splitText, type Catalogue } from "./catalogue.ts";
import { kPseudoLanguage, type AnyLanguage, type Part } from "./languages.ts";

type AnyKey =
  | keyof typeof import("../../../content/catalogues/en/common.json")
  | keyof typeof import("../../../content/catalogues/en/member.json")
  | keyof typeof import("../../../content/catalogues/en/staff.json")
  | keyof typeof import("../../../content/catalogues/en/public.json");
type WithoutPlural<K> = K extends `${infer Base}_${"zero" | "one" | "two" | "few" | "many" | "other"}` ? Base : K;

export type Key = WithoutPlural<AnyKey>;
export type Params = Readonly<Record<string, string | number | VNode>>;
export type TextParams = Readonly<Record<string, string | number>>;

/** Where the files of a language are: the build gives this table (virtual:catalogues). */
export type Addresses = Readonly<Partial<Record<AnyLanguage, Readonly<Partial<Record<Part, string>>>>>>;

let current: AnyLanguage = "en";
let texts: Record<string, string> = {};
let untranslated = new Set<string>();
let addresses: Addresses = {};
let parts: Part[] = [];
const listeners = new Set<() => void>();

/** Tells where catalogues are. Called once, before anything is loaded. */
export function setAddresses(table: Addresses): void {
  addresses = table;
}

export function language(): AnyLanguage {
  return current;
}

// The language for Intl functions: English as written in Britain, and the pseudo-language like it.
function formatLanguage(): string {
  return current === "en" || current === kPseudoLanguage ? "en-GB" : current;
}

/** Puts texts in place without loading: the tests, and the loader below. */
export function putTexts(id: AnyLanguage, catalogues: readonly Catalogue[]): void {
  current = id;
  texts = Object.assign({}, ...catalogues.map((catalogue) => catalogue.texts)) as Record<string, string>;
  untranslated = new Set(catalogues.flatMap((catalogue) => catalogue.english));
  if (typeof document !== "undefined") document.documentElement.lang = id;
  for (const listener of listeners) listener();
}

async function load(id: AnyLanguage, part: Part): Promise<Catalogue> {
  const address = addresses[id]?.[part];
  if (address === undefined) throw new Error(`no catalogue for ${id}/${part}`);
  const response = await fetch(address);
  if (!response.ok) throw new Error(`catalogue ${id}/${part}: ${response.status}`);
  return (await response.json()) as Catalogue;
}

/**
 * Loads a language in place of the present one, with the same parts. Rejects, and changes nothing, if a file cannot be
 * had. What the reader typed stays: nothing is mounted anew.
 */
export async function setLanguage(id: AnyLanguage, wanted: readonly Part[] = parts): Promise<void> {
  const catalogues = await Promise.all(wanted.map((part) => load(id, part)));
  parts = [...wanted];
  putTexts(id, catalogues);
}

/** Adds a part (an application's own texts) to the present language. Rejects if the file cannot be had. */
export async function addPart(part: Part): Promise<void> {
  if (parts.includes(part)) return;
  await setLanguage(current, [...parts, part]);
}

/** Makes the calling component draw itself again when the language changes. */
export function useLanguage(): AnyLanguage {
  const [, redraw] = useState(0);
  useEffect(() => {
    const listener = (): void => redraw((count) => count + 1);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return current;
}

/** Calls `listener` at every change of language; for the few texts outside the tree. Returns the way to stop. */
export function onLanguage(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Whether some of the texts are English because there is no translation, or none that is still true. */
export function isPartlyEnglish(): boolean {
  return untranslated.size > 0;
}

/** Whether there is such a text: a code from outside may be newer than the catalogues. */
export function isText(key: string): boolean {
  return Object.hasOwn(texts, key);
}

function find(key: string, params: Params | undefined): { text: string; english: boolean } {
  const english = untranslated.has(baseKey(key));
  const count = params?.["count"];
  const plain = texts[key];
  if (plain !== undefined || typeof count !== "number") return { text: plain ?? key, english };
  const form = new Intl.PluralRules(english ? "en" : formatLanguage()).select(count);
  return { text: texts[`${key}_${form}`] ?? texts[`${key}_other`] ?? key, english };
}

function fill(value: Params[string] | undefined): string | VNode {
  if (value === undefined) return "";
  return typeof value === "number" ? new Intl.NumberFormat(formatLanguage()).format(value) : value;
}

export function ts(key: Key, params?: TextParams): string {
  return splitText(find(key, params).text)
    .map((piece) => (typeof piece === "string" ? piece : fill(params?.[piece.name])))
    .join("");
}

export function t(key: Key, params?: Params): ComponentChild {
  const { text, english } = find(key, params);
  const pieces = splitText(text).map((piece) => (typeof piece === "string" ? piece : fill(params?.[piece.name])));
  const content = pieces.some((piece) => isValidElement(piece)) ? createElement(Fragment, null, ...pieces) : pieces.join("");
  return english && current !== "en" ? createElement("span", { lang: "en" }, content) : content;
}

/** 14:02 */
export function formatTime(moment: Date): string {
  return new Intl.DateTimeFormat(formatLanguage(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(moment);
}

/** 3 March 2026: the month always as a word. */
export function formatDay(moment: Date): string {
  return new Intl.DateTimeFormat(formatLanguage(), { day: "numeric", month: "long", year: "numeric" }).format(moment);
}

/** March 2026 */
export function formatMonth(moment: Date): string {
  return monthFormat().format(moment);
}

/** "2026": the year; "2026-11": November 2026; "2026-Q4": October to December 2026, as the language writes it; anything else as it is. */
export function formatPeriod(period: string): string {
  if (/^\d{4}$/.test(period)) return new Intl.DateTimeFormat(formatLanguage(), { year: "numeric" }).format(new Date(Number(period), 0, 1));
  const [, year, part] = /^(\d{4})-(\d{2}|Q[1-4])$/.exec(period) ?? [];
  if (year === undefined || part === undefined) return period;
  const month = (index: number): Date => new Date(Number(year), index, 1);
  if (!part.startsWith("Q")) return formatMonth(month(Number(part) - 1));
  const first = (Number(part.slice(1)) - 1) * 3;
  return monthFormat().formatRange(month(first), month(first + 2));
}

function monthFormat(): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(formatLanguage(), { month: "long", year: "numeric" });
}
