/** Guides, cards, pages about the site: everything written in Markdown. */
import type { JSX } from "preact";
import { formatDay, isText, t, ts, type Key } from "../shared/i18n/index.ts";
import { kLanguages, type Language } from "../shared/i18n/languages.ts";
import { Entry, Standing } from "../shared/ui/reading.tsx";
import { Icon } from "../shared/ui/icons.tsx";
import type { Faults } from "./content/faults.ts";
import { kCallOuts, renderMarkdown, type CallOut, type Prose } from "./content/markdown.ts";
import type { Kind, MediaFile, Resource, Version } from "./content/resources.ts";
import { dated, gap, Main, type Place } from "./frame.tsx";
import { OperatorNote } from "./operator.tsx";
import type { Page } from "./render.tsx";
import { Scan } from "./scan.tsx";
import { address, languagesOf, linkTarget, reachOf, resourcePath, versionFor, type Site } from "./site.ts";

/** Kinds that stand on the shelf of guides. */
const kGuides: readonly Kind[] = ["guide", "law", "form", "training", "film", "audio"];

export function readingPages(site: Site): readonly Page[] {
  return [
    { path: "g/", kind: "guides", section: "guides", tab: () => ts("shelf.tab"), draw: (place, faults) => <Shelf place={place} faults={faults} /> },
    { path: "a/", kind: "about", section: "about", tab: () => ts("here.tab"), draw: (place) => <About place={place} /> },
    ...site.resources.filter(({ kind }) => kind !== "staff").map((resource): Page => ({
      path: resourcePath(resource), kind: resource.kind, section: resource.kind === "page" ? "about" : "guides",
      tab: (language) => versionFor(resource, language).tab,
      draw: (place, faults) => <Reading place={place} resource={resource} faults={faults} />,
    })),
  ];
}

/** The text of a resource as HTML, in the language that there is. */
export function proseOf({ site, language }: Pick<Place, "site" | "language">, version: Version, faults: Faults, english?: Version): Prose {
  const labels = Object.fromEntries(kCallOuts.map((kind) => [kind, ts(`text.label_${kind}`)])) as Record<CallOut, string>;
  return renderMarkdown(faults, version.file, version.text, (kind, slug) => {
    const path = linkTarget(site, kind, slug);
    if (path === null) return null;
    const service = kind === "service" ? site.directory.services.find((each) => each.slug === slug) : undefined;
    return { address: address(language, path), ...(service && reachOf(service)) };
  }, labels, version.language === language ? undefined : language, version.language === "en" ? undefined : english?.text.body);
}

export function Prose({ html, language }: { html: string; language?: Language | undefined }): JSX.Element {
  return <div class="prose" lang={language} dangerouslySetInnerHTML={{ __html: html }} />;
}

/** How far the text has been checked, in plain words. */
export function VersionStanding({ version, language }: { version: Version; language: Language }): JSX.Element {
  const isEnglish = version.language !== language;
  const checked = version.checkedBy === "nobody yet" ? null : version.checkedBy;
  return (
    <div class="standings">
      {isEnglish && <Standing isDraft>{t("text.only_english")}</Standing>}
      {!isEnglish && version.isStale && <Standing isDraft>{t("text.stale")}</Standing>}
      {!isEnglish && language !== "en" && version.status === "draft" && <Standing isDraft>{t("text.draft_translation")}</Standing>}
      <Standing isDraft={checked === null}>
        {checked === null ? t("text.not_checked") : t("text.checked_by", { who: checked })}{gap(language)}
        {t("text.of_day", { day: formatDay(new Date(`${version.published}T12:00:00Z`)) })}
      </Standing>
    </div>
  );
}

/** Printing, keeping and passing on: each needs the script, and stays away without it; how to print then is said instead. */
export function Tools({ resource, place }: { resource: Resource; place: Place }): JSX.Element {
  return (
    <>
      <div class="actions tools scripted" data-page={address(place.language, place.path)}>
        {resource.isOfflineOk && <button type="button" class="button secondary" data-act="save">{t("text.save")}</button>}
        {resource.printLayout !== "none" && <button type="button" class="button secondary" data-act="print">{t("text.print")}</button>}
        <button type="button" class="button quiet" data-act="share">{t("text.share")}</button>
      </div>
      <Kept />
      {resource.printLayout !== "none" && <HowToPrint />}
    </>
  );
}

/** That the page was saved, and when; the script knows. */
export function Kept(): JSX.Element {
  return <p class="note kept no-print" hidden></p>;
}

/** Where no script runs. */
export function HowToPrint(): JSX.Element {
  return <p class="note unscripted no-print">{t("text.print_how")}</p>;
}

function Reading({ place, resource, faults }: { place: Place; resource: Resource; faults: Faults }): JSX.Element {
  const { language } = place;
  const version = versionFor(resource, language);
  const foreign = version.language === language ? undefined : version.language;
  const { html, headings } = proseOf(place, version, faults, resource.versions.en);
  const isCard = resource.kind === "card";
  const isPage = resource.kind === "page";
  const sections = headings.filter(({ level }) => level === 2);
  return (
    <Main place={place} heading={version.title} headingLanguage={foreign} lead={isCard ? undefined : version.summary}
      back={isPage ? { path: "a/", title: t("here.heading") } : { path: "g/", title: t("shelf.heading") }}
      className={isCard ? "card" : `reading print-${resource.printLayout}`}>
      {resource.kind === "law" && <Standing isDraft>{t("text.not_a_lawyer")}</Standing>}
      {!isCard && sections.length > 2 && (
        <details class="contents" open={sections.length < 9}>
          <summary>{t("text.contents")}</summary>
          <ol lang={foreign}>
            {sections.map(({ id, text }) => <li key={id}><a href={`#${id}`}>{text}</a></li>)}
            {resource.topics.includes("operator") && <li lang={language}><a href="#operator">{t("operator.heading")}</a></li>}
          </ol>
        </details>
      )}
      <Recording version={version} resource={resource} language={language} />
      <Prose html={html} language={foreign} />
      {resource.topics.includes("operator") && <OperatorNote place={place} />}
      <Tools resource={resource} place={place} />
      {isCard && <Scan place={place} />}
      <VersionStanding version={version} language={language} />
      {resource.sources.length > 0 && <Sources resource={resource} language={language} />}
    </Main>
  );
}

const kMediaTypes: Readonly<Record<string, string>> = { mp4: "video/mp4", webm: "video/webm", mp3: "audio/mpeg", ogg: "audio/ogg" };

/** How long a film or sound is, and what it costs to fetch; null if there is none. */
function recordingFacts({ kind, recording }: Resource, { media }: Version): string | null {
  if (recording === null || media === null) return null;
  const { seconds, hasSound } = recording;
  return ts(kind === "audio" ? "text.sound" : hasSound ? "text.film" : "text.film_silent", { seconds, size: Math.ceil(media.file.bytes / 1024) });
}

/**
 * Nothing of the film or sound is fetched before somebody presses play; what that costs stands above it, and the same in words
 * below. It plays within the page, so that Leave stays above it, and leaves no file and no picture of its own elsewhere.
 */
function Recording({ version, resource, language }: { version: Version; resource: Resource; language: Language }): JSX.Element | null {
  if (version.media === null || resource.recording === null) return null;
  const { file, captions, poster } = version.media;
  const from = ({ served }: MediaFile): string => address(version.language, `${resourcePath(resource)}${served}`);
  const { width, height } = resource.recording;
  const inside = (
    <>
      <source src={from(file)} type={kMediaTypes[file.served.split(".").at(-1) ?? ""]} />
      {captions !== null && <track kind="captions" src={from(captions)} srclang={version.language} default />}
    </>
  );
  const common = { controls: true, preload: "none", "aria-label": version.title, lang: version.language === language ? undefined : version.language, "aria-describedby": "recorded" } as const;
  return (
    <div class="recording no-print">
      <p class="note" id="recorded">{recordingFacts(resource, version)}<br />{t("text.in_words")}</p>
      {resource.kind === "film"
        ? <video {...common} width={width} height={height} poster={poster ? from(poster) : undefined} playsInline controlsList="nodownload nofullscreen noremoteplayback" disablePictureInPicture>{inside}</video>
        : <audio {...common} controlsList="nodownload noremoteplayback">{inside}</audio>}
    </div>
  );
}

function Sources({ resource, language }: { resource: Resource; language: Language }): JSX.Element {
  return (
    <details class="sources">
      <summary>{t("text.sources")}</summary>
      <div><ul lang={language === "en" ? undefined : "en"}>
        {resource.sources.map(({ title, publisher, date, url }) => (
          <li key={title + date}>{url === null ? title : <a href={url} rel="noreferrer noopener external">{title}</a>}, {publisher}, <span lang={language}>{dated(date)}</span></li>
        ))}
      </ul></div>
    </details>
  );
}

/** An entry of a list: its name, what it is about, and the languages it is in when not in all. */
export function ResourceEntry({ resource, language }: { resource: Resource; language: Language }): JSX.Element {
  const version = versionFor(resource, language);
  const foreign = version.language === language ? undefined : version.language;
  const languages = languagesOf(resource);
  const facts = recordingFacts(resource, version);
  return (
    <Entry href={address(language, resourcePath(resource))} title={version.title} language={foreign}>
      <p class="soft" lang={foreign}>{version.summary}</p>
      {facts !== null && <p class="note">{facts}</p>}
      {(foreign !== undefined || languages.length < kLanguages.length) && (
        <p class="note">{kLanguages.filter(({ id }) => languages.includes(id)).map(({ id, name }, index) => <>{index > 0 && " · "}<span key={id} lang={id}>{name}</span></>)}</p>
      )}
    </Entry>
  );
}

/** Topics in the order in which their first resource stands. */
function byTopic(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const topics = new Map<string, Resource[]>();
  for (const resource of resources) {
    const topic = resource.topics[0] ?? "other";
    topics.set(topic, [...(topics.get(topic) ?? []), resource]);
  }
  return topics;
}

function topicName(topic: string, first: Resource | undefined, faults: Faults): string {
  const key = `topic.${topic}` as Key;
  if (!isText(key)) faults.add(`resources/${first?.slug}/resource.json`, "topics", `the catalogue public.json has no name for ${topic}`);
  return ts(key);
}

function Shelf({ place, faults }: { place: Place; faults: Faults }): JSX.Element {
  const { site, language } = place;
  const cards = site.resources.filter(({ kind }) => kind === "card");
  const topics = byTopic(site.resources.filter(({ kind }) => kGuides.includes(kind)));
  return (
    <Main place={place} heading={t("shelf.heading")} lead={t("shelf.lead")}>
      <h2 id="cards">{t("shelf.cards")}</h2>
      <p class="note">{t("shelf.cards_text")}</p>
      <ul class="entries cards">{cards.map((resource) => <ResourceEntry key={resource.id} resource={resource} language={language} />)}</ul>
      {[...topics].map(([topic, resources]) => (
        <section key={topic}>
          <h2>{topicName(topic, resources[0], faults)}</h2>
          <ul class="entries">{resources.map((resource) => <ResourceEntry key={resource.id} resource={resource} language={language} />)}</ul>
        </section>
      ))}
      <p>{t("shelf.missing")} <a href={address(language, "f/")}>{t("find.heading")}</a></p>
    </Main>
  );
}

function About({ place }: { place: Place }): JSX.Element {
  const { site, language } = place;
  return (
    <Main place={place} heading={t("here.heading")} lead={t("here.lead")}>
      <ul class="entries">
        {site.resources.filter(({ kind }) => kind === "page").map((resource) => <ResourceEntry key={resource.id} resource={resource} language={language} />)}
        <Entry href={address(language, "t/")} title={t("exit.heading")}><p class="soft">{t("exit.lead")}</p></Entry>
        <Entry href={address(language, "w/")} title={t("guidance.heading")}><p class="soft">{t("guidance.lead")}</p></Entry>
        {site.sheets.length > 0 && <Entry href={address(language, "m/")} title={t("sheet.heading")}><p class="soft">{t("sheet.lead")}</p></Entry>}
      </ul>
      <p class="note"><Icon name="info" /> {t("here.built", { day: formatDay(new Date(`${site.today}T12:00:00Z`)) })}</p>
    </Main>
  );
}
