/**
 * Texts that stand beside their translations in one file of data: content/sheets, content/directory, content/phone_lines.json.
 * Names of organisations and of police force areas are not among them: people have to know those again.
 */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kFree } from "../../public/content/directory.ts";
import type { Faults } from "../../public/content/faults.ts";
import { readJson } from "../../public/content/resources.ts";
import { kLanguages, type Language } from "../../shared/i18n/languages.ts";

export interface DataText {
  /** "directory/services/num-casework#phones.1", "sheets/medical#speak_pt": no two are the same. */
  readonly id: string;
  readonly source: string;
  readonly about: string;
  readonly isCritical: boolean;
  readonly longest: number | null;
  in(language: Language): string | null;
  put(language: Language, text: string): void;
}

export interface DataFile {
  readonly file: string;
  readonly texts: readonly DataText[];
  write(): void;
}

type Json = { [name: string]: unknown };
type Rules = Pick<DataText, "about" | "isCritical" | "longest">;

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (json: Json, name: string): readonly Json[] => (Array.isArray(json[name]) ? json[name].filter(isObject) : []);
const textOf = (json: Json, name: string): string => (typeof json[name] === "string" ? json[name] : "");

/** English and the other languages in one object, { en, pt, … }. */
function together(id: string, owner: Json, name: string, rules: Rules): DataText[] {
  const texts = owner[name];
  return isObject(texts) && textOf(texts, "en") !== "" ? [{ ...rules, id, source: textOf(texts, "en"), ...slot(() => texts, (all) => void (owner[name] = all)) }] : [];
}

/** English in the field of the standard, the others in one of ours, { pt, … }. */
function beside(id: string, owner: Json, name: string, extension: string, rules: Rules): DataText[] {
  const texts = (): Json => (isObject(owner[extension]) ? owner[extension] : {});
  return textOf(owner, name) === "" ? [] : [{ ...rules, id, source: textOf(owner, name), ...slot(texts, (all) => void (owner[extension] = all)) }];
}

function slot(read: () => Json, write: (texts: Json) => void): Pick<DataText, "in" | "put"> {
  return {
    in: (language) => textOf(read(), language) || null,
    put: (language, text) => {
      const all: Json = { ...read(), [language]: text };
      write(Object.fromEntries(kLanguages.flatMap(({ id }) => (id in all ? [[id, all[id]]] : []))));
    },
  };
}

function sheetTexts(whole: string, json: Json): DataText[] {
  const rules = { isCritical: true, longest: null };
  const rows = (name: string, who: string): DataText[] => listOf(json, name).flatMap((group) => [
    ...together(`${whole}#${textOf(group, "id")}`, group, "title", { ...rules, about: `Heading on the sheet for ${textOf(json, "for")} staff, over what ${who} ticks.` }),
    ...listOf(group, "items").flatMap((item) => together(`${whole}#${textOf(item, "id")}`, item, "text", { ...rules,
      about: `On the sheet for ${textOf(json, "for")} staff: ${who} ticks it, the other reads it in their language. It says the same in both, no more and no less.` })),
  ]);
  return [...rows("groups", "somebody who needs help"), ...rows("replies", "a member of staff")];
}

/** The field of a service, the one with its translations, its longest length (as src/directory reads it), and what it is. */
const kServiceFields = [
  ["name", "x_name", 200, "The name of a service. A name of its own stays; what it is may be said behind a colon."],
  ["description", "x_description", 600, "What a service does."],
  ["alert", "x_alert", 400, "What is different at present, above all else on the page of a service."],
  ["eligibility_description", "x_eligibility", 400, "Whom a service is for."],
  ["application_process", "x_application", 400, "How to get in."],
  ["fees_description", "x_fees", 400, "What it costs."],
  ["interpretation_services", "x_interpretation", 400, "How to get an interpreter."],
  ["x_accessibility_description", "x_accessibility", 400, "Whether somebody can get in, hear, read."],
] as const;

function serviceTexts(whole: string, json: Json): DataText[] {
  const said = (about: string): string => `${about} In “${textOf(json, "name")}”.`;
  const each = (name: string, about: string): DataText[] => listOf(json, name).flatMap((one, index) =>
    beside(`${whole}#${name}.${index + 1}`, one, "description", "x_description", { about: said(about), isCritical: false, longest: 400 }));
  return [
    ...kServiceFields.filter(([name]) => name !== "fees_description" || json[name] !== kFree)
      .flatMap(([name, extension, longest, about]) => beside(`${whole}#${name}`, json, name, extension, { about: said(about), isCritical: false, longest })),
    ...each("phones", "Beside a number."),
  ];
}

function taxonomyTexts(whole: string, json: Json): DataText[] {
  const rules = (about: string): Rules => ({ about, isCritical: false, longest: 200 });
  return listOf(json, "taxonomies").flatMap((taxonomy) => [
    ...beside(`${whole}#${textOf(taxonomy, "x_code")}`, taxonomy, "name", "x_name", rules("The label of a choice on the page where one finds a service.")),
    ...listOf(taxonomy, "terms").flatMap((term) =>
      beside(`${whole}#${textOf(taxonomy, "x_code")}.${textOf(term, "code")}`, term, "name", "x_name", rules(`One of the choices under “${textOf(taxonomy, "name")}”: ${textOf(term, "description")}`))),
  ]);
}

function phoneTexts(whole: string, json: Json): DataText[] {
  return listOf(json, "lines").flatMap((line) => together(`${whole}#${textOf(line, "id")}`, line, "about", { isCritical: true, longest: null,
    about: `Under the number of ${textOf(line, "name")}, on the page of help of every application.` }));
}

function filesIn(content: string, folder: string): string[] {
  return existsSync(join(content, folder)) ? readdirSync(join(content, folder)).filter((name) => name.endsWith(".json")).sort().map((name) => `${folder}/${name}`) : [];
}

/** A folder without some of these files is one without their texts. */
export function readData(faults: Faults, content: string): readonly DataFile[] {
  const files = [
    ...filesIn(content, "sheets").map((file) => [file, sheetTexts] as const),
    ...filesIn(content, "directory/services").map((file) => [file, serviceTexts] as const),
    ["directory/taxonomies.json", taxonomyTexts] as const,
    ["phone_lines.json", phoneTexts] as const,
  ];
  return files.filter(([file]) => existsSync(join(content, file))).flatMap(([file, read]) => {
    const json = readJson(faults, content, file);
    if (!isObject(json)) return [];
    return [{ file, texts: read(file.replace(/\.json$/, ""), json), write: () => writeFileSync(join(content, file), `${JSON.stringify(json, null, 2)}\n`) }];
  });
}
