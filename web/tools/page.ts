/**
 * Vite plugin: what stands in each index.html without any script of ours. `<!-- phones -->` becomes the numbers of
 * help in every language, for browsers without scripts. Beside it go, under names without a
 * hash, the icon and leave.html, the empty page that the server shows at /leave.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { dialled, hoursTexts, kPhoneLines, type PhoneLine } from "../shared/phone_lines.ts";
import { kLanguages, type Language } from "../shared/i18n/languages.ts";
import { readCatalogue } from "./catalogues.ts";

const kFixed = [["leave.html", "../shared/leave.html"], ["icon.svg", "../shared/ui/icon.svg"]] as const;

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Numbers, names, purposes and hours as one HTML section per language. */
export function phonesHtml(): string {
  return kLanguages.map(({ id }) => section(id)).join("");
}

function section(language: Language): string {
  const { texts } = readCatalogue(language, "common");
  const text = (key: string): string => escape(texts[key] ?? "");
  const hours = (line: PhoneLine): string =>
    line.hours === "always" ? text("phones.always")
      : line.hours === null ? text("phones.hours_unknown")
        : hoursTexts(line.hours, language).map((slot) => `<span class="slot">${escape(slot)}</span>`).join(" ");
  const lines = kPhoneLines.map((line) => {
    const name = line.name === line.number ? "" : `<strong lang="en">${escape(line.name)}</strong>`;
    return `<li><a class="number" href="tel:${dialled(line.number)}">${escape(line.number)}</a>` +
      `<p>${name}${escape(line.about[language] ?? "")}</p><p class="note">${hours(line)}</p></li>`;
  });
  return `<section lang="${language}" class="phones"><h2>${text("noscript.title")}</h2><p>${text("noscript.text")}</p>` +
    `<ul>${lines.join("")}</ul><p class="note">${text("phones.bill")}</p></section>`;
}

export function page(): Plugin {
  return {
    name: "parasol-page",
    transformIndexHtml: (html) => html.replace("<!-- phones -->", phonesHtml()),
    generateBundle() {
      for (const [fileName, path] of kFixed) {
        this.emitFile({ type: "asset", fileName, source: readFileSync(join(import.meta.dirname, path), "utf8") });
      }
    },
  };
}
