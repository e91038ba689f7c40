/**
 * content/directory as the pages need it: the fields of HSDS 3.0 (Open Referral UK) that people read, with ours beside
 * them. Fields that no page shows are let through; the server's own reader looks at those.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { kLanguages, type Language } from "../../shared/i18n/languages.ts";
import { kTime, slotOf, type Hours, type OnHolidays, type Slot } from "../hours.ts";
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
  readonly eligibility: Translated;
  readonly application: Translated;
  readonly fees: Translated | null;
  readonly minimumAge: number | null;
  readonly interpretation: Translated | null;
  readonly access: readonly Translated[];
  readonly nations: readonly Nation[];
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
const kUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const kLanguageIds = kLanguages.map(({ id }) => id);

export function dialled(number: string): string {
  return number.replace(/[^0-9+]/g, "");
}

/** What `fees_description` says where there is nothing to pay; pages have a text of their own for it. */
export const kFree = "Free of charge.";

/** Days after which what was checked counts as old. */
export const kStaleDays = 180;

export function isStale(assured: string, today: string): boolean {
  return Date.parse(today) - Date.parse(assured) > kStaleDays * 86_400_000;
}

export function readDirectory(faults: Faults, content: string): Directory {
  const folder = "directory";
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

function readService(fields: Fields, organizations: ReadonlyMap<string, string>, taxonomies: Record<string, Taxonomy & { ids: ReadonlyMap<string, string> }>,
  areas: readonly Area[]): Service {
  fields.text("id", { like: kUuid });
  const organization = fields.text("organization_id", { like: kUuid });
  if (organization && !organizations.has(organization)) fields.fault("organization_id", "no such organization");
  const slug = fields.text("x_slug", { like: /^[a-z0-9-]+$/ });
  if (slug && !fields.file.endsWith(`/${slug}.json`)) fields.fault("x_slug", "is not the name of the file");
  const terms: Record<string, string[]> = Object.fromEntries(Object.keys(taxonomies).map((code) => [code, []]));
  fields.list("attributes", (attribute) => {
    const type = attribute.text("link_type");
    const code = taxonomies[type]?.ids.get(attribute.text("taxonomy_term_id"));
    if (code === undefined) attribute.fault("taxonomy_term_id", `no such term of ${type}`);
    else terms[type]?.push(code);
  });
  const local = fields.has("x_force_areas") ? fields.texts("x_force_areas") : [];
  for (const code of local) if (!areas.some((area) => area.code === code)) fields.fault("x_force_areas", `no such area: ${code}`);
  return {
    slug, terms,
    page: fields.text("x_page", { like: /^[a-z0-9]{3}$/ }),
    order: fields.has("x_order") ? fields.number("x_order") : 1000,
    name: withTranslations(fields, "name", "x_name"),
    organization: organizations.get(organization) ?? "",
    description: withTranslations(fields, "description", "x_description"),
    url: fields.optionalText("url", { like: /^https:\/\/\S+$/ }),
    email: fields.optionalText("email", { like: /^\S+@\S+$/ }),
    alert: withTranslationsIfThere(fields, "alert", "x_alert"),
    phones: fields.list("phones", (phone) => {
      const number = phone.text("number", { like: /^\+?[0-9][0-9 ]*$/ });
      return { number, dial: dialled(number), note: withTranslationsIfThere(phone, "description", "x_description") };
    }),
    hours: readHours(fields),
    eligibility: withTranslations(fields, "eligibility_description", "x_eligibility"),
    application: withTranslations(fields, "application_process", "x_application"),
    fees: withTranslationsIfThere(fields, "fees_description", "x_fees"),
    minimumAge: fields.has("minimum_age") ? fields.number("minimum_age") : null,
    interpretation: withTranslationsIfThere(fields, "interpretation_services", "x_interpretation"),
    access: fields.list("accessibility", (access) => withTranslations(access, "description", "x_description")),
    nations: fields.texts("x_nations").filter((nation): nation is Nation => {
      const isKnown = (kNations as readonly string[]).includes(nation);
      if (!isKnown) fields.fault("x_nations", `no such nation: ${nation}`);
      return isKnown;
    }),
    areas: local,
    bill: fields.oneOf("x_bill", ["unknown", "may show", "not on landline bill"]),
    assured: fields.optionalText("assured_date", { like: kDay }),
    source: fields.object("x_source", (source) => ({
      title: source.text("title"), publisher: source.optionalText("publisher"), date: source.text("date"), url: source.optionalText("url", { like: /^https:\/\/\S+$/ }),
    })),
    changed: fields.text("last_modified"),
    phoneLine: fields.optionalText("x_phone_line"),
  };
}

function readHours(fields: Fields): Hours | null {
  const onHolidays: OnHolidays = fields.has("x_bank_holidays") ? fields.oneOf("x_bank_holidays", ["unknown", "open", "closed"]) : "unknown";
  const slots = fields.list("schedules", (schedule): Slot => {
    schedule.oneOf("freq", ["WEEKLY"]);
    const slot = slotOf({
      byday: schedule.text("byday"), opens_at: schedule.text("opens_at", { like: kTime }), closes_at: schedule.text("closes_at", { like: kTime }),
      valid_from: schedule.optionalText("valid_from", { like: kDay }), valid_to: schedule.optionalText("valid_to", { like: kDay }),
    });
    if (slot.days.includes(0)) schedule.fault("byday", "days are MO, TU, WE, TH, FR, SA, SU");
    return slot;
  });
  if (fields.has("x_always_open") && fields.flag("x_always_open")) return { slots: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00" }], onHolidays: "open" };
  return slots.length === 0 ? null : { slots, onHolidays };
}
