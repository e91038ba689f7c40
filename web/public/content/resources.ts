/** content/resources: a folder per guide, card, page or the like, in as many languages as there are. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { kLanguages, type Language } from "../../shared/i18n/languages.ts";
import { compareWords, readCaptions } from "./captions.ts";
import { type Faults, Fields } from "./faults.ts";
import { fingerprint } from "./fingerprint.ts";
import { checkSigns, hiddenIn } from "./hidden.ts";
import { plainBlocks, readFrontMatter, type FrontMatter } from "./markdown.ts";

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
  readonly file: MediaFile;
  readonly captions: MediaFile | null;
  /** What a film shows before it is played. */
  readonly poster: MediaFile | null;
}

export interface MediaFile {
  /** In the folder of the resource. */
  readonly name: string;
  /** Beside the page: what its bytes are known by, which says nothing of what it is about. */
  readonly served: string;
  readonly bytes: number;
}

/** What is the same of a film or sound in every language. */
export interface Recording {
  readonly seconds: number;
  readonly hasSound: boolean;
  /** Of a film: pixels. */
  readonly width: number;
  readonly height: number;
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
  /** null: nothing is recorded yet, in any language. */
  readonly recording: Recording | null;
  readonly versions: Readonly<Partial<Record<Language, Version>>>;
}

const kSlug = /^[a-z0-9]+([_-][a-z0-9]+)*$/;
const kId = /^[a-z0-9]{3}$/;
const kDay = /^\d{4}-\d{2}-\d{2}$/;
/** What a browser's history keeps of what is read: a word for the sort of text, and a number. */
const kTab = /^\p{L}+ ?\d*$/u;
/** Parts of the front matter that name files, and what these are. */
const kMedia = { media: /^[\w-]+\.(mp4|webm|mp3|ogg)$/, captions: /^[\w-]+\.vtt$/, poster: /^[\w-]+\.(webp|png|jpg)$/ } as const;
const kFrontMatter = ["title", "tab", "summary", "based_on", "status", "checked_by", "published", ...Object.keys(kMedia)];

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
  const isFilm = resource.kind === "film";
  const recording = !fields.has("recording") ? null : fields.object("recording", (of): Recording => {
    const read = { seconds: of.number("seconds"), hasSound: of.flag("sound"), width: isFilm ? of.number("width") : 0, height: isFilm ? of.number("height") : 0 };
    of.end();
    return read;
  });
  fields.end();
  const versions = readVersions(faults, content, slug, resource.kind, recording?.seconds ?? 0);
  const isRecorded = Object.values(versions).some(({ media }) => media !== null);
  if (isRecorded !== (recording !== null)) fields.fault("recording", isRecorded ? "is missing" : "nothing is recorded");
  return { ...resource, recording, versions };
}

function readVersions(faults: Faults, content: string, slug: string, kind: Kind, seconds: number): Partial<Record<Language, Version>> {
  const folder = join(content, "resources", slug);
  const english = `resources/${slug}/en.md`;
  if (!existsSync(join(content, english))) {
    faults.add(english, "file", "is missing: English comes first");
    return {};
  }
  const known = ["resource.json", ...kLanguages.map(({ id }) => `${id}.md`)];
  for (const name of readdirSync(folder)) {
    if (!known.includes(name) && !Object.values(kMedia).some((form) => form.test(name))) faults.add(`resources/${slug}/${name}`, "file", "does not belong here");
    if (name.endsWith(".vtt")) checkSigns(faults, `resources/${slug}/${name}`, readFileSync(join(folder, name), "utf8"));
  }
  const original = fingerprint(readFileSync(join(content, english)));
  const versions: Partial<Record<Language, Version>> = {};
  for (const { id } of kLanguages) {
    const file = `resources/${slug}/${id}.md`;
    if (existsSync(join(content, file))) versions[id] = readVersion(faults, content, file, id, { kind, original, seconds });
  }
  return versions;
}

/** The files that belong to a text, if it names any. Captions say what the text says above its first heading. */
function readMedia(faults: Faults, content: string, file: string, fields: Fields, text: FrontMatter, kind: Kind, seconds: number): Media | null {
  const isFilm = kind === "film";
  if (!isFilm && kind !== "audio") {
    for (const name of Object.keys(kMedia)) if (fields.has(name)) fields.fault(name, "is for films and sound only");
    return null;
  }
  if (!isFilm && fields.has("poster")) fields.fault("poster", "is for films only");
  if (!fields.has("media")) return null;
  const bytesOf = (field: keyof typeof kMedia): { name: string; bytes: Buffer } | null => {
    if (!fields.has(field) && !(field === "captions" && isFilm)) return null;
    const name = fields.text(field, { like: kMedia[field] });
    const path = join(content, file, "..", name);
    if (name !== "" && existsSync(path)) return { name, bytes: readFileSync(path) };
    if (name !== "") fields.fault(field, `no such file: ${name}`);
    return null;
  };
  const described = (found: ReturnType<typeof bytesOf>): MediaFile | null =>
    found && { name: found.name, served: fingerprint(found.bytes) + extname(found.name), bytes: found.bytes.length };
  const [media, captions, poster] = [bytesOf("media"), bytesOf("captions"), bytesOf("poster")];
  if (captions !== null) {
    const captionsFile = join(file, "..", captions.name);
    const cues = readCaptions(faults, captionsFile, captions.bytes.toString("utf8"));
    compareWords(faults, captionsFile, cues, plainBlocks(text.body.split(/^## /m)[0] ?? ""));
    if ((cues.at(-1)?.to ?? 0) > seconds) faults.add(captionsFile, `line ${cues.at(-1)?.line}`, `ends after ${seconds} seconds, as does what is recorded`);
  }
  const played = described(media);
  return played && { file: played, captions: described(captions), poster: described(poster) };
}

function readVersion(faults: Faults, content: string, file: string, language: Language, { kind, original, seconds }: { kind: Kind; original: string; seconds: number }): Version {
  const text = readFrontMatter(faults, file, readFileSync(join(content, file), "utf8"));
  const fields = new Fields(faults, file, text.fields);
  for (const name of Object.keys(text.fields)) if (!kFrontMatter.includes(name)) fields.fault(name, "is not known");
  const basedOn = language === "en" ? original : fields.text("based_on", { like: /^[0-9a-f]{16}$/ });
  if (language === "en" && fields.has("based_on")) fields.fault("based_on", "English is what others are based on");
  const media = readMedia(faults, content, file, fields, text, kind, seconds);
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
