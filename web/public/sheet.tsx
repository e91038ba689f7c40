/**
 * The medical and the police sheet. A person ticks in the language of the page, and each ticked row shows its English
 * beside it; staff tick replies in English and the page's language appears. The ticks are seen by the style sheet alone:
 * nothing reads, keeps or sends them.
 */
import type { JSX } from "preact";
import { t, ts } from "../shared/i18n/index.ts";
import { kReviewed, type Language } from "../shared/i18n/languages.ts";
import { Entry, Tick } from "../shared/ui/reading.tsx";
import type { Sheet, SheetGroup } from "./content/sheets.ts";
import { Main, type Place } from "./frame.tsx";
import { HowToPrint } from "./reading.tsx";
import type { Page } from "./render.tsx";
import { address, pick, sheetPath, type Site } from "./site.ts";

export function sheetPages(site: Site): readonly Page[] {
  if (site.sheets.length === 0) return [];
  return [
    { path: "m/", kind: "sheets", section: "help", tab: () => ts("sheet.tab"), draw: (place) => <Sheets place={place} /> },
    ...site.sheets.map((sheet): Page => ({ path: sheetPath(sheet), kind: "sheet", section: "help", tab: () => ts("sheet.tab"), draw: (place) => <SheetPage place={place} sheet={sheet} /> })),
  ];
}

function Sheets({ place }: { place: Place }): JSX.Element {
  const { site, language } = place;
  return (
    <Main place={place} heading={t("sheet.heading")} lead={t("sheet.lead")}>
      <ul class="entries">
        {site.sheets.map((sheet) => <Entry key={sheet.id} href={address(language, sheetPath(sheet))} title={t(`sheet.for_${sheet.for}`)}><p class="soft">{t(`sheet.about_${sheet.for}`)}</p></Entry>)}
      </ul>
    </Main>
  );
}

/** Questions in `from`; what is ticked is said in `to` as well. */
function Group({ group, from, to }: { group: SheetGroup; from: Language; to: Language }): JSX.Element {
  const said = (texts: SheetGroup["title"], language: Language): string => pick(texts, language).text;
  return (
    <fieldset class="field sheet-group">
      <legend><span lang={from}>{said(group.title, from)}</span>{from !== to && <span class="other" lang={to}>{said(group.title, to)}</span>}</legend>
      <div class="choices">
        {group.items.map(({ id, text }) => (
          <Tick key={id} id={`${group.id}-${id}`} {...(group.kind === "one" ? { name: group.id } : {})}>
            <span lang={from}>{said(text, from)}</span>
            {from !== to && <span class="answer" lang={to}>{said(text, to)}</span>}
          </Tick>
        ))}
      </div>
    </fieldset>
  );
}

function SheetPage({ place, sheet }: { place: Place; sheet: Sheet }): JSX.Element {
  const { language } = place;
  return (
    <Main place={place} heading={t(`sheet.for_${sheet.for}`)} lead={t(`sheet.about_${sheet.for}`)} back={{ path: "m/", title: t("sheet.heading") }} className="sheet">
      <p class="no-print"><strong>{t("sheet.nothing")}</strong></p>
      <p class="no-print">{t("sheet.how")}</p>
      <p class="no-print">{t("sheet.gone")}</p>
      <p class="unscripted no-print">{t("site.choices_lost")}</p>
      {language !== "en" && <p class="old-browser no-print"><strong>{t("sheet.old")}</strong></p>}
      {language !== "en" && <p class="staff-line" lang="en">{kForStaff.replace("#", kEnglishNames[language])}{!kReviewed.includes(language) && ` ${kForStaffUnchecked}`}</p>}
      <form autocomplete="off" id="ticks" aria-label={ts("sheet.heading")}>
        <p class="show-line no-print"><label class="choice" for="just-ticked"><input type="checkbox" id="just-ticked" autocomplete="off" /><span>{t("sheet.just_ticked")}</span></label></p>
        <section class="hers">
          <h2>{t("sheet.you")}</h2>
          {sheet.groups.map((group) => <Group key={group.id} group={group} from={language} to="en" />)}
        </section>
        <section class="theirs">
          <h2>{t("sheet.them")}{language !== "en" && <span class="other" lang="en">{kForStaffReply}</span>}</h2>
          {sheet.replies.map((group) => <Group key={group.id} group={group} from="en" to={language} />)}
        </section>
        <p class="actions no-print">
          <button type="reset" class="button quiet">{t("sheet.clear")}</button>
          <button type="button" class="button secondary scripted" data-act="print">{t("text.print")}</button>
        </p>
        <HowToPrint />
      </form>
    </Main>
  );
}

// Read by staff, whatever the language of the page.
const kForStaff = "For staff: this person reads #. Each ticked line stands below in English. Please tick your answer further down.";
const kForStaffUnchecked = "No native reader has checked the translation yet.";
const kForStaffReply = "For staff: please tick your answer here.";
const kEnglishNames: Readonly<Record<Language, string>> = { en: "English", pt: "Portuguese", ro: "Romanian", "zh-Hans": "Chinese" };
