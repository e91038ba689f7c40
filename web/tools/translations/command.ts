/**
 * tools/translations: the texts in all languages, for whoever keeps and translates them.
 *
 *   check                                         what is wrong, what is open, how much there is; status 1 if anything is wrong
 *   export LANGUAGE [--format xliff|csv] [-o FILE] [BEGINNING…]      all texts, or those whose id begins so
 *   import FILE                                   all of it, or nothing and why
 *   confirm LANGUAGE ID…|--all                    these translations are of the present English
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Faults } from "../../public/content/faults.ts";
import { check, type Report } from "./check.ts";
import { CsvFault, readCsv, writeCsv } from "./csv.ts";
import { confirm, exportTexts, importTexts, languageOf, type Exchange, type Imported } from "./exchange.ts";
import { readXliff, writeXliff } from "./xliff.ts";
import { XmlFault } from "./xml.ts";

const kFormats = { xliff: writeXliff, csv: writeCsv };

/** Runs one command; `print` gets what it says. Returns its status: 0, 1 for faults, 2 if it was not understood. */
export function run(words: readonly string[], content: string, print: (line: string) => void, today: string): number {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...words], allowPositionals: true,
      options: { format: { type: "string", default: "xliff" }, output: { type: "string", short: "o" }, all: { type: "boolean", default: false } },
    });
  } catch (error) {
    print((error as Error).message);
    return 2;
  }
  const { values: { format, output, all }, positionals: [command, first, ...rest] } = parsed;
  const say = (result: Pick<Imported, "faults" | "open">, done: readonly string[]): number => {
    for (const line of result.open) print(`open: ${line}`);
    for (const line of result.faults) print(line);
    if (result.faults.length === 0) for (const line of done) print(line);
    return result.faults.length === 0 ? 0 : 1;
  };
  const faults = new Faults();
  switch (command) {
    case "check": {
      const report = check(content);
      const status = say(report, []);
      for (const line of table(report)) print(line);
      print(`${report.faults.length} faults, ${report.open.length} open`);
      return status;
    }
    case "export": {
      const write = Object.hasOwn(kFormats, format) ? kFormats[format as keyof typeof kFormats] : null;
      if (first === undefined || write === null) break;
      const language = languageOf(faults, "export", first);
      if (language === null) return say({ faults: faults.lines, open: [] }, []);
      const exchange = exportTexts(content, language, rest.length > 0 ? rest : undefined);
      const text = write(exchange);
      if (output === undefined) print(text);
      else {
        writeFileSync(output, text);
        print(`${exchange.rows.length} texts in ${output}`);
      }
      return 0;
    }
    case "import": {
      if (first === undefined || rest.length > 0) break;
      const read = readExchange(readFileSync(first, "utf8"));
      if (typeof read === "string") return say({ faults: [`${first}: ${read}`], open: [] }, []);
      const result = importTexts(content, first, read, today);
      return say(result, result.written.length > 0 ? result.written.map((file) => `written: ${file}`) : ["no text has changed"]);
    }
    case "confirm": {
      const language = first === undefined ? null : languageOf(faults, "confirm", first);
      if (first === undefined || all === rest.length > 0) break;
      if (language === null) return say({ faults: faults.lines, open: [] }, []);
      return say(confirm(content, language, all ? "all" : rest), ["confirmed"]);
    }
    default:
  }
  print("tools/translations check | export LANGUAGE [--format xliff|csv] [-o FILE] [BEGINNING…] | import FILE | confirm LANGUAGE ID…|--all");
  return 2;
}

/** The texts of a file, of whichever format it is; or what is wrong with it. */
function readExchange(text: string): Exchange | string {
  try {
    return /^\ufeff?\s*</.test(text) ? readXliff(text) : readCsv(text);
  } catch (error) {
    if (error instanceof XmlFault || error instanceof CsvFault) return error.message;
    throw error;
  }
}

function table({ coverage }: Report): string[] {
  const share = ({ done, all }: { done: number; all: number }): string => `${done} of ${all}`.padStart(14);
  return ["          critical          rest     resources", ...coverage.map(({ language, critical, rest, resources }) =>
    `${language.padEnd(8)}${share(critical)}${share(rest)}${share(resources)}`)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = run(process.argv.slice(2), join(import.meta.dirname, "../../../content"), console.log, new Date().toISOString().slice(0, 10));
}
