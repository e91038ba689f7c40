/** Finding a service, and the page of each. Choices are seen by a style sheet alone, so that they work without script. */
import { Fragment, type JSX } from "preact";
import { formatDay, t, ts } from "../shared/i18n/index.ts";
import type { Language } from "../shared/i18n/languages.ts";
import { ActionLink, CallLink, Choose, TypeIn } from "../shared/ui/reading.tsx";
import { Tag } from "../shared/ui/parts.tsx";
import { isStale, kFree, kNations, type Area, type Directory, type Service, type Taxonomy, type Translated } from "./content/directory.ts";
import { dated, gap, Main, newest, Said, type Place } from "./frame.tsx";
import { isAlways } from "./hours.ts";
import { hasHours, HoursLine, Week } from "./hours_line.tsx";
import { packArea, packPostcodes } from "./places.ts";
import type { Page } from "./render.tsx";
import { AgeOfServices, ServiceAlert } from "./service_notes.tsx";
import { address, linkTarget, pick, servicePath, type Site } from "./site.ts";

/** The page of areas; as of every page, its address says nothing. */
const kAreasPath = "f/w4k/";

export function findPages(site: Site): readonly Page[] {
  return [
    { path: "f/", kind: "find", section: "find", tab: () => ts("find.tab"), draw: (place) => <Find place={place} /> },
    { path: kAreasPath, kind: "areas", section: "find", tab: () => ts("find.tab"), draw: (place) => <AreaList place={place} /> },
    ...site.directory.services.map((service): Page => ({
      path: servicePath(service), kind: "service", section: "find", tab: () => ts("service.tab"), draw: (place) => <ServicePage place={place} service={service} />,
    })),
  ];
}

/** Which of a service's taxonomies one can choose by, with the letter that keeps their values apart. */
const kChoices = [["need", "n"], ["group", "g"], ["language", "l"]] as const;

/** What a service is marked with that fits whatever is chosen: those that bring in an interpreter speak every language. */
const kForAll: Readonly<Record<string, string>> = { group: "everyone", language: "any" };

function areaTokens(service: Service): readonly string[] {
  return service.areas.length > 0 ? service.areas.map((area) => `a-${area}`) : service.nations.map((nation) => `a-${nation}`);
}

/** What a service is for, as the style sheet reads it: "a-england n-talk g-women l-en". */
function tokens(service: Service): string {
  return [...areaTokens(service), ...kChoices.flatMap(([code, letter]) => (service.terms[code] ?? []).map((term) => `${letter}-${term}`)),
    ...(service.interpretation === null ? [] : [`l-${kForAll["language"]}`])].join(" ");
}

/** The nations whose services reach an area: British Transport Police works in three. */
function nationsOf(nation: string): readonly string[] {
  return nation === "great_britain" ? ["england", "wales", "scotland"] : [nation];
}

/** The groups of the choice of areas. */
const kGroups = [...kNations, "great_britain"] as const;

/** Areas as the choice has them. */
function areasByGroup({ areas }: Directory): readonly { readonly group: (typeof kGroups)[number]; readonly areas: readonly Area[] }[] {
  return kGroups.map((group) => ({ group, areas: areas.filter(({ nation }) => nation === group) }));
}

/**
 * The rule that hides what does not fit a choice: for each value that can be chosen; areas without a service of their own have
 * none, and are told by their nation.
 */
export function findStyle(directory: Directory): string {
  const chosen = (option: string): string => `.find:has(${option}:checked)`;
  const value = (token: string): string => `[value=${token}]`;
  const unfit = (option: string, fits: readonly string[]): string => `${chosen(option)} .service${fits.map((fit) => `:not([data-for~=${fit}])`).join("")}`;
  const withOwn = directory.areas.filter(({ isNoneKnown }) => !isNoneKnown);
  const without = (group: string): string => `.${group}>option${withOwn.filter(({ nation }) => nation === group).map(({ code }) => `:not(${value(`a-${code}`)})`).join("")}`;
  const ofNations = (nation: string): readonly string[] => nationsOf(nation).map((name) => `a-${name}`);
  const hidden = [
    ...kGroups.map((group) => unfit(without(group), ofNations(group))),
    ...withOwn.map(({ code, nation }) => unfit(value(`a-${code}`), [`a-${code}`, ...ofNations(nation)])),
    ...kChoices.flatMap(([code, letter]) => (directory.taxonomies[code]?.terms ?? []).map((term) =>
      unfit(value(`${letter}-${term.code}`), [`${letter}-${term.code}`, ...(kForAll[code] ? [`${letter}-${kForAll[code]}`] : [])]))),
  ];
  return `${hidden.join(",")}{display:none}.none-known{display:none}${kGroups.map((group) => `${chosen(without(group))} .none-known`).join(",")}{display:block}` +
    // A browser that cannot look into what is chosen shows every service, and no choices that do nothing.
    "@supports not selector(:has(a)){.find form{display:none}}";
}

/** Of the towns of an area, as many stand beside its name in the choice. */
const kMainTowns = 3;

function AreaChoice({ place: { site, language } }: { place: Place }): JSX.Element {
  return (
    <Choose id="area" label={t("find.area")}>
      <option value="">{ts("find.any_area")}</option>
      {areasByGroup(site.directory).map(({ group, areas }) => (
        <optgroup key={group} class={group} label={ts(`find.nation_${group}`)}>
          {areas.map(({ code, name, towns }) => (
            <option key={code} value={`a-${code}`} lang={language === "en" ? undefined : "en"}>{towns.length > 0 ? `${name} (${towns.slice(0, kMainTowns).join(", ")})` : name}</option>
          ))}
        </optgroup>
      ))}
    </Choose>
  );
}

/** Where each area is, in a file that the script fetches with the page: the same for everybody, whatever is typed. */
export function placesFile({ areas }: Directory): string {
  return JSON.stringify(areas.filter(({ postcodes }) => postcodes.length > 0).map(packArea));
}

/** Typing a place instead of choosing its area. What is typed is compared with the places on this page. */
function PlaceForm({ places }: { places: string }): JSX.Element {
  return (
    // Nothing is to be sent: a form of this kind goes nowhere even where the script has not come.
    <form class="place scripted" method="dialog" autocomplete="off" data-places={places}
      data-chosen={ts("find.place_chosen")} data-several={ts("find.place_several")} data-meant={ts("find.place_meant")}
      data-missing={ts("find.place_missing")}>
      <TypeIn id="place" label={t("find.place")} hint={t("find.place_hint")} error={t("find.place_unknown")} action={t("find.place_action")}>
        <p class="note">{t("find.place_stays")}</p>
      </TypeIn>
      <p id="place-said"></p>
      <div id="place-offers"></div>
    </form>
  );
}

/** Where each area is, for whoever looks for their own without a script. */
function AreaList({ place }: { place: Place }): JSX.Element {
  const { site, language } = place;
  return (
    <Main place={place} heading={t("find.areas")} lead={t("find.areas_lead")} back={{ path: "f/", title: t("find.heading") }}>
      <p class="note">{t("find.areas_note")}</p>
      {areasByGroup(site.directory).filter(({ areas }) => areas.some(({ postcodes }) => postcodes.length > 0)).map(({ group, areas }) => (
        <Fragment key={group}>
          <h2>{t(`find.nation_${group}`)}</h2>
          <dl class="facts" lang={language === "en" ? undefined : "en"}>
            {areas.map(({ code, name, postcodes, towns }) => (
              <Fragment key={code}><dt>{name}</dt><dd>{packPostcodes(postcodes)}</dd><dd>{towns.join(", ")}</dd></Fragment>
            ))}
          </dl>
        </Fragment>
      ))}
    </Main>
  );
}

function TermChoice({ taxonomy, letter, any, language, leaveOut = [] }: { taxonomy: Taxonomy | undefined; letter: string; any: string; language: Language; leaveOut?: readonly string[] }): JSX.Element | null {
  if (taxonomy === undefined) return null;
  const text = (of: Taxonomy["name"]): string => pick(of, language).text;
  return (
    <Choose id={taxonomy.code} label={text(taxonomy.name)}>
      <option value="">{any}</option>
      {taxonomy.terms.filter(({ code }) => !leaveOut.includes(code)).map(({ code, name }) => <option key={code} value={`${letter}-${code}`}>{text(name)}</option>)}
    </Choose>
  );
}

function Find({ place }: { place: Place }): JSX.Element {
  const { site, language } = place;
  const { taxonomies } = site.directory;
  return (
    <Main place={place} heading={t("find.heading")} lead={t("find.lead")} className="find">
      <PlaceForm places={site.assets.places} />
      <p class="note unscripted">{t("site.choices_lost")}</p>
      <form class="choices-of-find" autocomplete="off" aria-label={ts("find.choices")}>
        <AreaChoice place={place} />
        <TermChoice taxonomy={taxonomies["need"]} letter="n" any={ts("find.any_need")} language={language} />
        <TermChoice taxonomy={taxonomies["group"]} letter="g" any={ts("find.any_group")} language={language} leaveOut={["everyone"]} />
        <TermChoice taxonomy={taxonomies["language"]} letter="l" any={ts("find.any_language")} language={language} />
        <p class="scripted"><label class="choice" for="open-first"><input type="checkbox" id="open-first" autocomplete="off" checked /><span>{t("find.open_first")}</span></label></p>
      </form>
      <p class="no-print"><a href={address(language, kAreasPath)}>{t("find.areas")}</a></p>
      <p class="none-known">{t("find.none_known")}</p>
      <h2>{t("find.results")}</h2>
      <p id="shown" class="note scripted"></p>
      <AgeOfServices services={site.directory.services} site={site} />
      <ServiceList place={place} services={site.directory.services} />
      <p>{t("find.nothing_fits")} <a href={address(language, "h/")}>{t("find.to_help")}</a></p>
      <p class="note">{t("phones.bill")}</p>
    </Main>
  );
}

export function ServiceList({ place: { site, language }, services }: { place: Place; services: readonly Service[] }): JSX.Element {
  const stances = site.directory.taxonomies["stance"]?.terms ?? [];
  return (
    <ul class="entries services" data-since={newest(site)}>
      {services.map((service) => (
        <li key={service.slug} class="entry service" data-for={tokens(service)} data-page={service.page}>
          <p class="list-title"><a href={address(language, servicePath(service))}><Said of={service.name} language={language} /></a></p>
          <ServiceAlert service={service} language={language} />
          {service.phones.slice(0, 1).map(({ number, dial }) => <p key={dial}><CallLink number={number} dial={dial}><Said of={service.name} language={language} /></CallLink></p>)}
          <HoursLine service={service} site={site} />
          {service.eligibility !== null && <p class="soft"><Said of={service.eligibility} language={language} /></p>}
          {service.places.length > 0 && <p class="soft" lang={language === "en" ? undefined : "en"}>{service.places.join(", ")}</p>}
          <p class="tags">{service.interpretation !== null && <Tag>{t("find.with_interpreter")}</Tag>}{stances.filter(({ code }) => service.terms["stance"]?.includes(code)).map(({ code, name }) => <Tag key={code}><Said of={name} language={language} /></Tag>)}</p>
        </li>
      ))}
    </ul>
  );
}

function ServicePage({ place, service }: { place: Place; service: Service }): JSX.Element {
  const { site, language } = place;
  const { taxonomies } = site.directory;
  const said = (texts: Translated | null): JSX.Element | null => (texts === null ? null : <Said of={texts} language={language} />);
  const listed = (code: string): JSX.Element => {
    const terms = (taxonomies[code]?.terms ?? []).filter((term) => service.terms[code]?.includes(term.code));
    return terms.length === 0 ? <>{t("service.not_known")}</> : <ul class="no-marks">{terms.map((term) => <li key={term.code}><Said of={term.name} language={language} /></li>)}</ul>;
  };
  const heading = pick(service.name, language);
  // Said once: whom a service is for often begins with the age.
  const age = service.minimumAge !== null && service.eligibility?.en?.includes(String(service.minimumAge)) !== true ? service.minimumAge : null;
  return (
    <Main place={place} heading={heading.text} headingLanguage={heading.isEnglish ? "en" : undefined} service={service.page} back={{ path: "f/", title: t("find.heading") }}>
      <ServiceAlert service={service} language={language} className="notice caution" />
      <p class="lead"><Said of={service.description} language={language} /></p>
      {service.phones.map(({ number, dial, note }) => (
        <div key={dial} class="phone">
          <p><CallLink number={number} dial={dial} /></p>
          {note !== null && <p class="note">{said(note)}</p>}
        </div>
      ))}
      {service.phones.length > 0 && <p class="note">{t(`service.bill_${service.bill.replaceAll(" ", "_") as "unknown" | "may_show" | "not_on_landline_bill"}`)}</p>}
      {service.url !== null && <p><ActionLink kind={service.phones.length > 0 ? "secondary" : "primary"} href={service.url}><span class="no-print">{t("service.open_site")}</span></ActionLink></p>}
      {service.url !== null && <p class="note">{t("service.open_site_note")}</p>}
      {hasHours(service) && <h2>{t("service.hours")}</h2>}
      {service.hours !== null && service.hours.onHolidays === "unknown" && <p class="note">{t("service.holidays_unknown")}</p>}
      {service.hours !== null && !isAlways(service.hours) && <HoursLine service={service} site={site} />}
      {hasHours(service) && <Week service={service} site={site} />}
      <dl class="facts">
        <dt>{t("service.for_whom")}</dt>
        <dd>{said(service.eligibility) ?? (age === null && t("service.not_known"))}{age !== null && <>{gap(language)}{t("service.minimum_age", { age })}</>}</dd>
        <dt>{t("service.how")}</dt>
        <dd>{said(service.application) ?? t("service.not_known")}</dd>
        <dt>{t("service.cost")}</dt>
        <dd>{service.fees === null ? t("service.not_known") : service.fees.en === kFree ? t("service.free") : said(service.fees)}</dd>
        <dt>{t("service.languages")}</dt>
        <dd>{listed("language")}{said(service.interpretation)}</dd>
        <dt>{t("service.access")}</dt>
        <dd>{service.access.length > 0 ? service.access.map(said) : t("service.not_known")}</dd>
        <dt>{t("service.stance")}</dt>
        <dd>{listed("stance")}</dd>
        <dt>{t("service.area")}</dt>
        <dd>{service.areas.length > 0
          ? service.areas.map((code) => site.directory.areas.find((area) => area.code === code)?.name ?? code).join(", ")
          : service.places.length > 0 ? <span lang={language === "en" ? undefined : "en"}>{service.places.join(", ")}</span>
          : new Intl.ListFormat(language).format(service.nations.map((nation) => ts(`find.nation_${nation}`)))}</dd>
        <dt>{t("service.checked")}</dt>
        <dd>{service.assured === null ? t("service.not_checked") : <>{formatDay(new Date(`${service.assured}T12:00:00Z`))}{isStale(service.assured, site.today) && <> <Tag kind="unknown">{t("service.stale")}</Tag></>}</>}</dd>
        <dt>{t("service.source")}</dt>
        <dd><span lang={language === "en" ? undefined : "en"}>{[service.source.title, service.source.publisher].filter(Boolean).join(", ")}</span>, {dated(service.source.date)}</dd>
      </dl>
      {site.operator !== null && <p class="no-print"><a href={address(language, linkTarget(site, "resource", "complaints") ?? "a/")}>{t("service.mistake")}</a></p>}
    </Main>
  );
}
