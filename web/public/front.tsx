/** The first page, help now, and what Leave does. */
import type { JSX } from "preact";
import { t, ts } from "../shared/i18n/index.ts";
import { Icon } from "../shared/ui/icons.tsx";
import { Notice } from "../shared/ui/notices.tsx";
import { ActionLink, CallLink, CallOut, WayIn, WaysIn } from "../shared/ui/reading.tsx";
import { HoursLine } from "./hours_line.tsx";
import { gap, Main, newest, Said, type Place } from "./frame.tsx";
import { Kept, ResourceEntry } from "./reading.tsx";
import type { Page } from "./render.tsx";
import { AgeOfServices, ServiceAlert } from "./service_notes.tsx";
import { address, resourcePath, servicePath, sheetPath, versionFor, type Site } from "./site.ts";
import type { Service } from "./content/directory.ts";

/** What the server shows for an address that leads nowhere, by folder. */
export const kNotFound = "not_found.html";

export function frontPages(_site: Site): readonly Page[] {
  return [
    { path: "", kind: "home", section: null, tab: () => ts("front.tab"), draw: (place) => <Home place={place} /> },
    { path: "h/", kind: "help", section: "help", tab: () => ts("help.tab"), draw: (place) => <HelpNow place={place} /> },
    { path: "t/", kind: "exit", section: null, tab: () => ts("exit.tab"), draw: (place) => <Exit place={place} /> },
    // Without an address: languages lead to their first pages.
    { path: "", file: kNotFound, kind: "lost", section: null, tab: () => ts("lost.tab"), draw: (place) => <Lost place={place} /> },
  ];
}

/** Lines where somebody listens at any hour, which few do: one or the other in most nations. */
const kAtNight: readonly string[] = ["rape-crisis-support-line", "domestic-and-sexual-abuse-helpline"];

/** So many are named before those of the night; the first page has both. */
const kFirst = 3;
const kOnFirstPage = kFirst + kAtNight.length;

/** Takes what is told about a crime, and nothing else. */
const isForReportsAlone = ({ terms }: Service): boolean => terms["need"]?.every((need) => need === "report") ?? false;

/**
 * Who answers first comes first: the services that every application names, in the same order, as far as they listen; after
 * the first three those that do so at night.
 */
function firstServices({ directory }: Site): readonly Service[] {
  const named = directory.services.filter((service) => service.phoneLine !== null && service.phones.length > 0 && !isForReportsAlone(service));
  const atNight = directory.services.filter(({ slug, phones }) => kAtNight.includes(slug) && phones.length > 0);
  return [...named.slice(0, kFirst), ...atNight, ...named.slice(kFirst)];
}

/** Where "I want to tell somebody what happened" leads. */
function tellPath({ resources }: Site): string {
  const resource = resources.find(({ kind, topics }) => kind === "guide" && topics.includes("reporting"));
  return resource ? resourcePath(resource) : "g/";
}

/** By what somebody needs. */
function Ways({ place: { site, language } }: { place: Place }): JSX.Element {
  const to = (path: string): string => address(language, path);
  return (
    <WaysIn>
      <WayIn href={to("h/")} icon="live" strong title={t("front.danger")}>{t("front.danger_text")}</WayIn>
      <WayIn href={to("f/")} icon="phone" title={t("front.talk")}>{t("front.talk_text")}</WayIn>
      <WayIn href={to(tellPath(site))} icon="report" title={t("front.tell")}>{t("front.tell_text")}</WayIn>
      <WayIn href={to("g/")} icon="mine" title={t("front.learn")}>{t("front.learn_text")}</WayIn>
    </WaysIn>
  );
}

function Home({ place }: { place: Place }): JSX.Element {
  return (
    <Main place={place} heading={t("front.heading")} lead={t("front.lead")} className="front">
      <Ways place={place} />
      <h2>{t("front.call")}</h2>
      <Lines place={place} services={firstServices(place.site).slice(0, kOnFirstPage)} />
      <p class="note">{t("phones.bill")}</p>
    </Main>
  );
}

function Lines({ place: { language, site }, services }: { place: Place; services: readonly Service[] }): JSX.Element {
  return (
    <ul class="entries lines" data-since={newest(site)}>
      {services.map((service) => (
        <li key={service.slug} class="entry" data-page={service.page}>
          <p><strong><Said of={service.name} language={language} /></strong></p>
          <ServiceAlert service={service} language={language} />
          {service.phones.slice(0, 1).map(({ number, dial }) => <p key={dial}><CallLink number={number} dial={dial} /></p>)}
          <HoursLine service={service} site={site} />
          <p class="soft">{service.eligibility !== null && <><Said of={service.eligibility} language={language} /> </>}<a class="no-print" href={address(language, servicePath(service))}>{t("find.more")}<span class="unseen"> <Said of={service.name} language={language} /></span></a></p>
        </li>
      ))}
    </ul>
  );
}

const kPlan = ["front.plan_place", "front.plan_way", "front.plan_person", "front.plan_phone", "front.plan_leave"] as const;

function HelpNow({ place }: { place: Place }): JSX.Element {
  const { site, language } = place;
  const lines = firstServices(site);
  const others = site.directory.services.filter((service) => !lines.includes(service) && service.phones.length > 0 && service.areas.length === 0);
  return (
    <Main place={place} heading={t("urgent.heading")} className="help">
      <CallOut kind="danger" label={t("urgent.label")}>
        <p class="big-call"><CallLink number="999" dial="999">{t("urgent.what")}</CallLink></p>
        <p>{t("urgent.silent")}</p>
        <p>{t("urgent.language")}</p>
        <p>{t("urgent.text")}{gap(language)}{t("urgent.relay")}</p>
      </CallOut>
      <Kept />
      <h2>{t("urgent.people")}</h2>
      <Lines place={place} services={lines.filter(({ phones }) => phones[0]?.dial !== "999")} />
      <h2>{t("front.plan")}</h2>
      <ol>{kPlan.map((key) => <li key={key}>{t(key)}</li>)}</ol>
      {site.sheets.length > 0 && (
        <section class="no-print">
          <h2>{t("urgent.sheets")}</h2>
          <p>{t("urgent.sheets_text")}</p>
          <div class="actions">{site.sheets.map((sheet) => <ActionLink key={sheet.id} kind="secondary" href={address(language, sheetPath(sheet))}>{t(`sheet.for_${sheet.for}`)}</ActionLink>)}</div>
        </section>
      )}
      {others.length > 0 && <><h2>{t("urgent.others")}</h2><Lines place={place} services={others} /></>}
      <AgeOfServices services={[...lines, ...others]} site={site} />
      <p class="note">{t("phones.bill")}</p>
      <p class="no-print"><a href={address(language, "f/")}>{t("urgent.all")}</a></p>
    </Main>
  );
}

/** In place of a page that is not there. */
function Lost({ place }: { place: Place }): JSX.Element {
  return (
    <Main place={place} heading={t("lost.heading")} lead={t("lost.lead")} className="help">
      <CallOut kind="danger" label={t("urgent.label")}>
        <p class="big-call"><CallLink number="999" dial="999">{t("urgent.what")}</CallLink></p>
      </CallOut>
      <Ways place={place} />
    </Main>
  );
}

const kDoes = ["exit.blank", "exit.back", "exit.clears", "exit.ends", "exit.shift"] as const;
const kDoesNot = ["exit.not_history", "exit.not_script", "exit.not_calls", "exit.not_watched"] as const;
const kHelps = ["exit.helps_window", "exit.helps_history", "exit.helps_phone", "exit.helps_saved"] as const;

function Exit({ place }: { place: Place }): JSX.Element {
  const list = (keys: readonly (typeof kDoes[number] | typeof kDoesNot[number] | typeof kHelps[number])[]): JSX.Element =>
    <ul>{keys.map((key) => <li key={key}>{t(key)}</li>)}</ul>;
  const more = place.site.resources.find(({ slug }) => slug === "site-safety");
  const shown = more && versionFor(more, place.language);
  const film = place.site.resources.find(({ slug }) => slug === "leaving-film");
  return (
    <Main place={place} heading={t("exit.heading")} lead={t("exit.lead")}>
      <h2>{t("exit.does")}</h2>
      {list(kDoes)}
      <Notice kind="caution" title={t("exit.does_not")}>{list(kDoesNot)}</Notice>
      <h2>{t("exit.helps")}</h2>
      {list(kHelps)}
      {more && <p><a href={address(place.language, resourcePath(more))} lang={shown?.language}>{shown?.title}</a></p>}
      {film && <ul class="entries"><ResourceEntry resource={film} language={place.language} /></ul>}
      <p>{t("exit.try")}</p>
      <div class="actions go-on">
        <a class="button primary" id="go-on" href={address(place.language, "")}>{t("exit.go_on")}</a>
        <a class="button quiet" href={address(place.language, "h/")}><Icon name="phone" />{t("site.section_help")}</a>
      </div>
    </Main>
  );
}
