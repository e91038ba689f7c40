/** content/resources: a folder per guide, card, page or the like, in as many languages as there are. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { kLanguages, type Language } from "../../shared/i18n/languages.ts";
import { type Faults, Fields } from "./faults.ts";
import { fingerprint } from "./fingerprint.ts";
import { checkSigns, hiddenIn } from "./hidden.ts";
import { readFrontMatter, type FrontMatter } from "./markdown.ts";

export const kKinds = ["guide", "card", "law", "page", "staff", "form", "training", "film", "audio"] as const;
export type Kind = (typeof kKinds)[number];

export const kStatuses = ["draft", "expert-checked", "lived-experience-checked", "published", "stale", "withdrawn"] as const;
export type Status = (typeof kStatuses)[number];

export const kPrintLayouts = ["a6", "a4", "two_sides", "none"] as const;

export interface Source {
  readonly title: string;
  readonly publisher: string;
  readonly date: string;
  readonly url: string | null;
}

/** One language of a resource. */
export interface Version {
  readonly language: Language;
  readonly file: string;
  readonly title: string;
  readonly tab: string;
  readonly summary: string;
  readonly status: Status;
  readonly checkedBy: string;
  readonly published: string;
  readonly text: FrontMatter;
  /** The English text has changed since this was translated. */
  readonly isStale: boolean;
  /** For films and sound: what is read instead of heard, and the files of the language. */
  readonly media: Media | null;
}

export interface Media {
  readonly file: string;
  readonly captions: string | null;
}

export interface Resource {
  readonly slug: string;
  readonly id: string;
  readonly kind: Kind;
  readonly topics: readonly string[];
  readonly audience: readonly string[];
  readonly workSetting: readonly string[];
  readonly jurisdiction: readonly string[];
  readonly readingMinutes: number;
  readonly reviewDue: string;
  readonly owner: string;
  readonly sources: readonly Source[];
  readonly isOfflineOk: boolean;
  readonly printLayout: (typeof kPrintLayouts)[number];
  readonly order: number;
  readonly versions: Readonly<Partial<Record<Language, Version>>>;
}

const kSlug = /^[a-z0-9]+([_-][a-z0-9]+)*$/;
const kId = /^[a-z0-9]{3}$/;
const kDay = /^\d{4}-\d{2}-\d{2}$/;
/** What a browser's history keeps of what is read: a word for the sort of text, and a number. */
const kTab = /^\p{L}+ ?\d*$/u;
const kCaptions = /^[\w-]+\.vtt$/;
const kFrontMatter = ["title", "tab", "summary", "based_on", "status", "checked_by", "published", "media", "captions"];

export function readJson(faults: Faults, folder: string, file: string): unknown {
  try {
    const value = JSON.parse(readFileSync(join(folder, file), "utf8")) as unknown;
    for (const { at, signs } of hiddenIn(value)) faults.add(file, at, `has a sign that nobody can see: ${signs}`);
    return value;
  } catch (error) {
    faults.add(file, "file", (error as Error).message);
    return null;
  }
}

/** Every resource of `content`, in the order in which lists show them. Withdrawn ones are left out. */
export function readResources(faults: Faults, content: string): readonly Resource[] {
  const folder = join(content, "resources");
  if (!existsSync(folder)) return [];
  const resources = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    .map(({ name }) => readResource(faults, content, name));
  const seen = new Map<string, string>();
  for (const { id, slug } of resources) {
    if (seen.has(id)) faults.add(`resources/${slug}/resource.json`, "id", `${id} is already taken by ${seen.get(id)}`);
    seen.set(id, slug);
  }
  return resources.filter(({ versions }) => versions.en?.status !== "withdrawn")
    .sort((a, b) => a.order - b.order || a.slug.localeCompare(b.slug));
}

function readResource(faults: Faults, content: string, slug: string): Resource {
  const file = `resources/${slug}/resource.json`;
  if (!kSlug.test(slug)) faults.add(file, "folder", "a name has small letters, digits, - and _ only");
  const fields = new Fields(faults, file, readJson(faults, content, file));
  const texts = (name: string): readonly string[] => (fields.has(name) ? fields.texts(name) : []);
  const resource = {
    slug,
    id: fields.text("id", { like: kId }),
    kind: fields.oneOf("kind", kKinds),
    topics: fields.texts("topics"),
    audience: fields.texts("audience"),
    workSetting: texts("work_setting"),
    jurisdiction: texts("jurisdiction"),
    readingMinutes: fields.number("reading_minutes"),
    reviewDue: fields.text("review_due", { like: kDay }),
    owner: fields.text("owner"),
    sources: fields.list("sources", (source) => {
      const read = {
        title: source.text("title"), publisher: source.text("publisher"), date: source.text("date"),
        url: source.optionalText("url", { like: /^https:\/\/\S+$/ }),
      };
      source.end();
      return read;
    }),
    isOfflineOk: fields.flag("offline_ok"),
    printLayout: fields.oneOf("print_layout", kPrintLayouts),
    order: fields.has("order") ? fields.number("order") : 1000,
  };
  for (const nation of resource.jurisdiction) if (!["E", "W", "S", "NI"].includes(nation)) fields.fault("jurisdiction", `no such nation: ${nation}`);
  fields.end();
  return { ...resource, versions: readVersions(faults, content, slug, resource.kind) };
}

function readVersions(faults: Faults, content: string, slug: string, kind: Kind): Partial<Record<Language, Version>> {
  const folder = join(content, "resources", slug);
  const english = `resources/${slug}/en.md`;
  if (!existsSync(join(content, english))) {
    faults.add(english, "file", "is missing: English comes first");
    return {};
  }
  const known = ["resource.json", ...kLanguages.map(({ id }) => `${id}.md`)];
  for (const name of readdirSync(folder)) {
    if (!known.includes(name) && !/\.(vtt|mp4|webm|mp3|ogg)$/.test(name)) faults.add(`resources/${slug}/${name}`, "file", "does not belong here");
    if (name.endsWith(".vtt")) checkSigns(faults, `resources/${slug}/${name}`, readFileSync(join(folder, name), "utf8"));
  }
  const original = fingerprint(readFileSync(join(content, english)));
  const versions: Partial<Record<Language, Version>> = {};
  for (const { id } of kLanguages) {
    const file = `resources/${slug}/${id}.md`;
    if (existsSync(join(content, file))) versions[id] = readVersion(faults, content, file, id, kind, original);
  }
  return versions;
}

function readVersion(faults: Faults, content: string, file: string, language: Language, kind: Kind, original: string): Version {
  const text = readFrontMatter(faults, file, readFileSync(join(content, file), "utf8"));
  const fields = new Fields(faults, file, text.fields);
  for (const name of Object.keys(text.fields)) if (!kFrontMatter.includes(name)) fields.fault(name, "is not known");
  const basedOn = language === "en" ? original : fields.text("based_on", { like: /^[0-9a-f]{16}$/ });
  if (language === "en" && fields.has("based_on")) fields.fault("based_on", "English is what others are based on");
  const isMedia = kind === "film" || kind === "audio";
  if (!isMedia && (fields.has("media") || fields.has("captions"))) fields.fault("media", "is for films and sound only");
  const media = isMedia && fields.has("media")
    ? { file: fields.text("media", { like: /^[\w-]+\.(mp4|webm|mp3|ogg)$/ }), captions: kind === "film" ? fields.text("captions", { like: kCaptions }) : fields.optionalText("captions", { like: kCaptions }) }
    : null;
  for (const name of [media?.file, media?.captions]) {
    if (name && !existsSync(join(content, file, "..", name))) fields.fault("media", `no such file: ${name}`);
  }
  const status = fields.oneOf("status", kStatuses);
  return {
    language, file, text, media, status,
    title: fields.text("title", { max: 60 }),
    tab: fields.text("tab", { max: 40, ...(kind !== "page" && kind !== "staff" && { like: kTab }) }),
    summary: fields.text("summary", { max: 160 }),
    checkedBy: fields.text("checked_by"),
    published: fields.text("published", { like: kDay }),
    isStale: status === "stale" || basedOn !== original,
  };
}
