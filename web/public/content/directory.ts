/**
 * content/directory as the pages need it: the fields of HSDS 3.0 (Open Referral UK) that people read, with ours beside
 * them. Fields that no page shows are let through; the server's own reader looks at those.
 */
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { kLanguages, type Language } from "../../shared/i18n/languages.ts";
import { dialled } from "../dialled.ts";
import { isWeekly, slotOf, type Hours, type OnHolidays } from "../hours.ts";
import { kPostcodes } from "../places.ts";
import { type Faults, Fields } from "./faults.ts";
import { readJson } from "./resources.ts";

export type Translated = Readonly<Partial<Record<Language, string>>>;

export const kNations = ["england", "wales", "scotland", "northern_ireland"] as const;
export type Nation = (typeof kNations)[number];

export interface Term {
  readonly code: string;
  readonly name: Translated;
  readonly description: string;
}

export interface Taxonomy {
  readonly code: string;
  readonly name: Translated;
  readonly terms: readonly Term[];
}

export interface Phone {
  readonly number: string;
  readonly dial: string;
  readonly note: Translated | null;
}

export interface Service {
  readonly slug: string;
  /** The three signs in the address of its page. */
  readonly page: string;
  readonly order: number;
  readonly name: Translated;
  readonly organization: string;
  readonly description: Translated;
  readonly url: string | null;
  readonly email: string | null;
  readonly alert: Translated | null;
  readonly phones: readonly Phone[];
  /** null: nobody has confirmed them. */
  readonly hours: Hours | null;
  readonly eligibility: Translated | null;
  readonly application: Translated | null;
  readonly fees: Translated | null;
  readonly minimumAge: number | null;
  readonly interpretation: Translated | null;
  readonly access: readonly Translated[];
  /** All of them where nobody has said which. */
  readonly nations: readonly Nation[];
  /** Where it says itself that it is, if nobody has said so in our terms. */
  readonly places: readonly string[];
  /** Codes of police force areas, for a local service; none for one that serves whole nations. */
  readonly areas: readonly string[];
  readonly terms: Readonly<Record<string, readonly string[]>>;
  readonly bill: "may show" | "not on landline bill" | "unknown";
  /** null: nobody has, since the source was written. */
  readonly assured: string | null;
  readonly source: { readonly title: string; readonly publisher: string | null; readonly date: string; readonly url: string | null };
  readonly changed: string;
  /** Its number is one of those that every application shows. */
  readonly phoneLine: string | null;
}

export interface Area {
  readonly code: string;
  readonly name: string;
  readonly nation: string;
  /** Main towns first. The names of one stand between slashes. */
  readonly towns: readonly string[];
  /** As web/public/places.ts reads them. */
  readonly postcodes: readonly string[];
  readonly isNoneKnown: boolean;
}

export interface Directory {
  readonly services: readonly Service[];
  readonly areas: readonly Area[];
  readonly taxonomies: Readonly<Record<string, Taxonomy>>;
  /** Bank holidays by gov.uk's divisions, as YYYY-MM-DD. */
  readonly holidays: Readonly<Record<string, readonly string[]>>;
}

export const kDivisions = ["england-and-wales", "scotland", "northern-ireland"] as const;

const kDay = /^\d{4}-\d{2}-\d{2}$/;
/** Times of the day as the specification has them, with seconds or an offset; and days, also "the second Monday". */
const kClock = /^(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?|24:00(?::00)?)(?:[Zz]|[-+]\d{2}:?\d{2})?$/;
const kByDay = /^[-+]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU)(?:,[-+]?\d{0,2}(?:MO|TU|WE|TH|FR|SA|SU))*$/;
const kWebAddress = /^https?:\/\/\S+$/;
const kUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const kLanguageIds = kLanguages.map(({ id }) => id);

/** What `fees_description` says where there is nothing to pay; pages have a text of their own for it. */
export const kFree = "Free of charge.";

/** Days after which what was checked counts as old. */
export const kStaleDays = 180;

export function isStale(assured: string, today: string): boolean {
  const age = Date.parse(today) - Date.parse(assured);
  // Nobody has checked anything on a day to come.
  return age < 0 || age > kStaleDays * 86_400_000;
}

/** `place` is the folder itself, content/directory or an operator's own. */
export function readDirectory(faults: Faults, place: string): Directory {
  const [content, folder] = [dirname(place), basename(place)];
  const taxonomies = readTaxonomies(faults, content, `${folder}/taxonomies.json`);
  const areas = new Fields(faults, `${folder}/areas.json`, readJson(faults, content, `${folder}/areas.json`)).list("areas", (fields) => ({
    code: fields.text("code", { like: /^[a-z_]+$/ }),
    name: fields.text("name"),
    nation: fields.oneOf("nation", [...kNations, "great_britain"]),
    towns: fields.has("towns") ? fields.texts("towns") : [],
    postcodes: readPostcodes(fields),
    isNoneKnown: fields.flag("none_known"),
  }), { required: true });
  const holidays = new Fields(faults, `${folder}/bank_holidays.json`, readJson(faults, content, `${folder}/bank_holidays.json`))
    .object("divisions", (divisions) => Object.fromEntries(kDivisions.map((division) =>
      [division, divisions.list(division, (day) => day.text("date", { like: kDay }), { required: true })])));
  const organizations = new Map(filesOf(content, `${folder}/organizations`).map((file) => {
    const fields = new Fields(faults, file, readJson(faults, content, file));
    return [fields.text("id", { like: kUuid }), fields.text("name")];
  }));
  const services = filesOf(content, `${folder}/services`).map((file) => {
    const fields = new Fields(faults, file, readJson(faults, content, file));
    return { status: fields.oneOf("status", ["active", "inactive", "defunct", "temporarily closed"]), service: readService(fields, organizations, taxonomies, areas) };
  }).filter(({ status }) => status === "active").map(({ service }) => service).sort((a, b) => a.order - b.order || a.slug.localeCompare(b.slug));
  const pages = services.map(({ page }) => page);
  for (const { page, slug } of services) if (pages.indexOf(page) !== pages.lastIndexOf(page)) faults.add(`${folder}/services/${slug}.json`, "x_page", `${page} stands twice`);
  for (const { code, isNoneKnown } of areas) {
    if (isNoneKnown === services.some((service) => service.areas.includes(code))) faults.add(`${folder}/areas.json`, code, "none_known does not fit the services");
  }
  return { services, areas, taxonomies, holidays };
}

function readPostcodes(fields: Fields): readonly string[] {
  if (!fields.has("postcode_areas")) return [];
  const postcodes = fields.texts("postcode_areas");
  for (const postcode of postcodes) if (!kPostcodes.test(postcode)) fields.fault("postcode_areas", `neither letters nor districts of a postcode: ${postcode}`);
  return postcodes;
}

function filesOf(content: string, folder: string): string[] {
  if (!existsSync(join(content, folder))) return [];
  return readdirSync(join(content, folder)).filter((name) => name.endsWith(".json")).map((name) => `${folder}/${name}`);
}

function withTranslationsIfThere(fields: Fields, field: string, extension: string): Translated | null {
  return fields.has(field) ? withTranslations(fields, field, extension) : null;
}

/** The English text of `field`, with its translations in `x_field`. */
function withTranslations(fields: Fields, field: string, extension: string, max = 600): Translated {
  const english = { en: fields.text(field, { max }) };
  if (!fields.has(extension)) return english;
  return fields.object(extension, (translated) => ({
    ...english,
    ...Object.fromEntries(kLanguageIds.filter((id) => id !== "en" && translated.has(id)).map((id) => [id, translated.text(id, { max })])),
  }));
}

function readTaxonomies(faults: Faults, content: string, file: string): Record<string, Taxonomy & { ids: ReadonlyMap<string, string> }> {
  const list = new Fields(faults, file, readJson(faults, content, file)).list("taxonomies", (fields) => {
    const terms = fields.list("terms", (term) => ({
      id: term.text("id", { like: kUuid }), code: term.text("code", { like: /^[a-z_]+$/ }),
      name: withTranslations(term, "name", "x_name"), description: term.text("description"),
    }), { required: true });
    return { code: fields.text("x_code"), name: withTranslations(fields, "name", "x_name"), terms, ids: new Map(terms.map(({ id, code }) => [id, code])) };
  }, { required: true });
  return Object.fromEntries(list.map((taxonomy) => [taxonomy.code, taxonomy]));
}

/** Terms of its attributes, and of the languages that it says it speaks. */
function readTerms(fields: Fields, taxonomies: Record<string, Taxonomy & { ids: ReadonlyMap<string, string> }>): Record<string, readonly string[]> {
  const terms = new Map(Object.keys(taxonomies).map((code) => [code, new Set<string>()]));
  fields.list("attributes", (attribute) => {
    const id = attribute.text("taxonomy_term_id");
    const type = attribute.optionalText("link_type") ?? Object.keys(taxonomies).find((each) => taxonomies[each]?.ids.has(id)) ?? "";
    const code = taxonomies[type]?.ids.get(id);
    if (code === undefined) attribute.fault("taxonomy_term_id", `no such term of ${type}`);
    else terms.get(type)?.add(code);
  });
  const spoken = taxonomies["language"]?.terms.map(({ code }) => code) ?? [];
  fields.list("languages", (language) => {
    const [code = ""] = (language.optionalText("code") ?? "").split("-");
    if (spoken.includes(code)) terms.get("language")?.add(code);
  });
  return Object.fromEntries([...terms].map(([code, some]) => [code, [...some]]));
}

/** What the server's own reader lets through is read here as well: what is not said is not known, and the page says so. */
function readService(fields: Fields, organizations: ReadonlyMap<string, string>, taxonomies: Record<string, Taxonomy & { ids: ReadonlyMap<string, string> }>,
  areas: readonly Area[]): Service {
  fields.text("id", { like: kUuid });
  const organization = fields.text("organization_id", { like: kUuid });
  if (organization && !organizations.has(organization)) fields.fault("organization_id", "no such organization");
  const slug = basename(fields.file, ".json");
  if (fields.has("x_slug") && fields.text("x_slug") !== slug) fields.fault("x_slug", "is not the name of the file");
  const terms = readTerms(fields, taxonomies);
  const local = fields.has("x_force_areas") ? fields.texts("x_force_areas") : [];
  for (const code of local) if (!areas.some((area) => area.code === code)) fields.fault("x_force_areas", `no such area: ${code}`);
  return {
    slug, terms,
    page: fields.text("x_page", { like: /^[a-z0-9]{3}$/ }),
    order: fields.has("x_order") ? fields.number("x_order") : 1000,
    name: withTranslations(fields, "name", "x_name"),
    organization: organizations.get(organization) ?? "",
    description: withTranslations(fields, "description", "x_description"),
    url: fields.optionalText("url", { like: kWebAddress }),
    email: fields.optionalText("email", { like: /^\S+@\S+$/ }),
    alert: withTranslationsIfThere(fields, "alert", "x_alert"),
    phones: fields.list("phones", (phone) => {
      const number = phone.text("number", { like: /^[-+() 0-9]+$/ });
      return { number, dial: dialled(number), note: withTranslationsIfThere(phone, "description", "x_description") };
    }),
    hours: readHours(fields),
    eligibility: withTranslationsIfThere(fields, "eligibility_description", "x_eligibility"),
    application: withTranslationsIfThere(fields, "application_process", "x_application"),
    fees: withTranslationsIfThere(fields, "fees_description", "x_fees"),
    minimumAge: fields.has("minimum_age") ? fields.number("minimum_age") : null,
    interpretation: withTranslationsIfThere(fields, "interpretation_services", "x_interpretation"),
    access: [
      withTranslationsIfThere(fields, "x_accessibility_description", "x_accessibility"),
      ...fields.list("service_at_locations", (at) => at.object("location", (place) => place.list("accessibility", (access) => withTranslationsIfThere(access, "description", "x_description")))).flat(),
    ].filter((access) => access !== null),
    nations: fields.has("x_nations") ? readNations(fields) : kNations,
    places: fields.has("x_nations") ? [] : fields.list("service_areas", (area) => area.optionalText("name")).filter((name) => name !== null),
    areas: local,
    bill: fields.has("x_bill") ? fields.oneOf("x_bill", ["unknown", "may show", "not on landline bill"]) : "unknown",
    assured: fields.optionalText("assured_date", { like: kDay }),
    source: fields.object("x_source", (source) => ({
      title: source.text("title"), publisher: source.optionalText("publisher"), date: source.text("date"), url: source.optionalText("url", { like: kWebAddress }),
    })),
    changed: fields.optionalText("last_modified") ?? "1970-01-01T00:00:00Z",
    phoneLine: fields.optionalText("x_phone_line"),
  };
}

function readNations(fields: Fields): readonly Nation[] {
  return fields.texts("x_nations").filter((nation): nation is Nation => {
    const isKnown = (kNations as readonly string[]).includes(nation);
    if (!isKnown) fields.fault("x_nations", `no such nation: ${nation}`);
    return isKnown;
  });
}

function readHours(fields: Fields): Hours | null {
  const onHolidays: OnHolidays = fields.has("x_bank_holidays") ? fields.oneOf("x_bank_holidays", ["unknown", "open", "closed"]) : "unknown";
  const schedules = fields.list("schedules", (schedule) => ({
    freq: schedule.optionalText("freq") ?? "",
    byday: schedule.optionalText("byday", { like: kByDay }) ?? "",
    opens_at: schedule.optionalText("opens_at", { like: kClock }) ?? "",
    closes_at: schedule.optionalText("closes_at", { like: kClock }) ?? "",
    valid_from: schedule.optionalText("valid_from", { like: kDay }), valid_to: schedule.optionalText("valid_to", { like: kDay }),
  }));
  if (fields.has("x_always_open") && fields.flag("x_always_open")) return { slots: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00" }], onHolidays: "open" };
  // What cannot be said as a week is not said: half of the hours would be wrong ones.
  return schedules.length === 0 || !schedules.every(isWeekly) ? null : { slots: schedules.map(slotOf), onHolidays };
}
