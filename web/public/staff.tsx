/** For people who are asked for help: Ask – Assist – Act, the path of questions, contacts by force, and all of it as data. */
import type { ComponentChildren, JSX } from "preact";
import { formatDay, t, ts } from "../shared/i18n/index.ts";
import type { Language } from "../shared/i18n/languages.ts";
import { Details } from "../shared/ui/parts.tsx";
import { CallLink, Entry } from "../shared/ui/reading.tsx";
import { plainBlocks } from "./content/markdown.ts";
import type { Faults } from "./content/faults.ts";
import type { Resource } from "./content/resources.ts";
import { Main, newest, Said, type Place } from "./frame.tsx";
import { division, HoursLine } from "./hours_line.tsx";
import { isAlways, slotText } from "./hours.ts";
import { Prose, proseOf, ResourceEntry, Tools, VersionStanding } from "./reading.tsx";
import type { Page } from "./render.tsx";
import { AgeOfServices, ServiceAlert } from "./service_notes.tsx";
import { address, onPaper, pick, resourcePath, servicePath, versionFor, type Site } from "./site.ts";
import type { Service } from "./content/directory.ts";

const staffOf = ({ resources }: Site): readonly Resource[] => resources.filter(({ kind }) => kind === "staff");

export function staffPages(site: Site): readonly Page[] {
  return [
    { path: "w/", kind: "guidance", section: "about", tab: () => ts("guidance.tab"), draw: (place, faults) => <Overview place={place} faults={faults} /> },
    { path: "w/loc/", kind: "contacts", section: "about", tab: () => ts("guidance.tab"), draw: (place) => <Contacts place={place} /> },
    ...staffOf(site).map((resource): Page => ({
      path: resourcePath(resource), kind: "staff", section: "about", tab: (language) => versionFor(resource, language).tab,
      draw: (place, faults) => <Chapter place={place} resource={resource} faults={faults} />,
    })),
  ];
}

/** The first chapter is the shortest: it stands on the overview itself, so that one page is enough in a hurry. */
function Overview({ place, faults }: { place: Place; faults: Faults }): JSX.Element {
  const { site, language } = place;
  const [first, ...others] = staffOf(site);
  const version = first && versionFor(first, language);
  const foreign = version && version.language !== language ? version.language : undefined;
  return (
    <Main place={place} heading={t("guidance.heading")} lead={t("guidance.lead")} className="guidance print-two_sides">
      {first && version && (
        <>
          <h2 lang={foreign}>{version.title}</h2>
          <Prose html={proseOf(place, version, faults, first.versions.en).html.replaceAll("<h2 ", "<h3 ").replaceAll("</h2>", "</h3>")} language={foreign} />
        </>
      )}
      <Path place={place} />
      <h2 class="no-print">{t("guidance.chapters")}</h2>
      <ul class="entries no-print">
        {others.map((resource) => <ResourceEntry key={resource.id} resource={resource} language={language} />)}
        <Entry href={address(language, "w/loc/")} title={t("guidance.contacts")}><p class="soft">{t("guidance.contacts_text")}</p></Entry>
      </ul>
      {first && <Tools resource={first} place={place} />}
      {version && <VersionStanding version={version} language={language} />}
      <p class="note no-print">{t("guidance.data")} <a href={address(language, "w/guide.json")}>guide.json</a></p>
    </Main>
  );
}

/** Three questions with yes and no. Opening an answer is all that happens. */
function Path({ place }: { place: Place }): JSX.Element {
  const to = (path: string): string => address(place.language, path);
  const question = (number: number, text: ComponentChildren, yes: ComponentChildren, no: ComponentChildren): JSX.Element => (
    <li class="question">
      <p><strong>{text}</strong></p>
      <Details summary={<>{t("guidance.yes")}<span class="unseen"> ({number})</span></>}>{yes}</Details>
      <Details summary={<>{t("guidance.no")}<span class="unseen"> ({number})</span></>}>{no}</Details>
    </li>
  );
  return (
    <section class="path">
      <h2>{t("guidance.path")}</h2>
      <p class="no-print">{t("guidance.path_text")}</p>
      <ol>
        {question(1, t("guidance.danger"), <p>{t("guidance.danger_yes")} <a href={to("h/")}>{t("site.section_help")}</a></p>, <p>{t("guidance.danger_no")}</p>)}
        {question(2, t("guidance.support"), <p>{t("guidance.support_yes")} <a href={to("f/")}>{t("find.heading")}</a></p>, <p>{t("guidance.support_no")}</p>)}
        {question(3, t("guidance.forced"), <p>{t("guidance.forced_yes")} <a href={to("w/loc/")}>{t("guidance.contacts")}</a></p>, <p>{t("guidance.forced_no")}</p>)}
        {question(4, t("guidance.young"), <p>{t("guidance.young_yes")}</p>, <p>{t("guidance.young_no")}</p>)}
      </ol>
    </section>
  );
}

function Chapter({ place, resource, faults }: { place: Place; resource: Resource; faults: Faults }): JSX.Element {
  const { language, site } = place;
  const version = versionFor(resource, language);
  const foreign = version.language === language ? undefined : version.language;
  const chapters = staffOf(site);
  const next = chapters[chapters.indexOf(resource) + 1];
  return (
    <Main place={place} heading={version.title} headingLanguage={foreign} lead={version.summary} back={{ path: "w/", title: t("guidance.heading") }} className={`guidance print-${resource.printLayout}`}>
      <Prose html={proseOf(place, version, faults, resource.versions.en).html} language={foreign} />
      {next && <p class="no-print"><a class="button secondary" href={address(language, resourcePath(next))} lang={versionFor(next, language).language}>{versionFor(next, language).title}</a></p>}
      <Tools resource={resource} place={place} />
      <VersionStanding version={version} language={language} />
    </Main>
  );
}

/** Who to ring in each force's area: local ones by name, and "none known" where we know of none. */
function Contacts({ place }: { place: Place }): JSX.Element {
  const { site, language } = place;
  const { services, areas } = site.directory;
  const national = services.filter((service) => service.areas.length === 0 && service.phones.length > 0);
  const local = areas.filter(({ isNoneKnown }) => !isNoneKnown);
  const none = areas.filter(({ isNoneKnown }) => isNoneKnown);
  return (
    <Main place={place} heading={t("guidance.contacts")} lead={t("guidance.contacts_text")} back={{ path: "w/", title: t("guidance.heading") }} className="print-two_sides">
      <h2>{t("guidance.national")}</h2>
      <ul class="entries contacts" data-since={newest(site)}>
        {national.map((service) => (
          <li key={service.slug} class="entry" data-page={service.page}>
            <p class="list-title"><a href={address(language, servicePath(service))}><Said of={service.name} language={language} /></a></p>
            <ServiceAlert service={service} language={language} />
            <p>{service.phones.slice(0, 1).map(({ number, dial }) => <CallLink key={dial} number={number} dial={dial} />)}</p>
            <HoursLine service={service} site={site} />
          </li>
        ))}
      </ul>
      <h2>{t("guidance.local")}</h2>
      <ul class="entries">
        {local.map(({ code, name }) => (
          <li key={code} class="entry">
            <p><strong>{name}</strong></p>
            <ul>{services.filter((service) => service.areas.includes(code)).map((service) => <li key={service.slug}><a href={address(language, servicePath(service))} {...onPaper(service)}><Said of={service.name} language={language} /></a></li>)}</ul>
          </li>
        ))}
      </ul>
      <h2>{t("guidance.none_known")}</h2>
      <p>{t("guidance.none_known_text")}</p>
      <ul class="columns" lang={language === "en" ? undefined : "en"}>{none.map(({ code, name }) => <li key={code}>{name}</li>)}</ul>
      <AgeOfServices services={national} site={site} />
      <p class="note">{t("here.built", { day: formatDay(new Date(`${site.today}T12:00:00Z`)) })}</p>
    </Main>
  );
}

function hoursText(service: Service, language: Language): string {
  if (service.hours === null) return ts("phones.hours_unknown");
  return isAlways(service.hours) ? ts("phones.always") : service.hours.slots.map((slot) => slotText(slot, language)).join("; ");
}

/** The guide as data, for intranets: versioned by its content, so that a copy can see that it is old. */
export function staffGuide(site: Site, language: Language, versionOf: (text: string) => string): string {
  const chapters = staffOf(site).map((resource) => {
    const version = versionFor(resource, language);
    return {
      id: resource.id, url: address(language, resourcePath(resource)), title: version.title, summary: version.summary, language: version.language,
      status: version.status, checked_by: version.checkedBy, published: version.published, review_due: resource.reviewDue,
      sources: resource.sources, text: version.text.body.trim(), plain: plainBlocks(version.text.body),
    };
  });
  const services = site.directory.services.filter(({ phones }) => phones.length > 0).map((service) => ({
    name: pick(service.name, language).text, url: address(language, servicePath(service)), phones: service.phones.map(({ number }) => number),
    hours: hoursText(service, language), bank_holidays: { division: division(service), kept: service.hours?.onHolidays ?? "unknown" },
    nations: service.nations, force_areas: service.areas, last_checked: service.assured,
  }));
  const body = { chapters, services, none_known: site.directory.areas.filter(({ isNoneKnown }) => isNoneKnown).map(({ name }) => name) };
  return `${JSON.stringify({ format: 1, version: versionOf(JSON.stringify(body)), language, built: site.today, ...body }, null, 1)}\n`;
}

