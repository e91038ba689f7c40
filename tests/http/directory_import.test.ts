/**
 * From another directory's feed to our pages: what `parasol directory` accepts, pages are built from, in the folder that an
 * operator keeps. Services, people and numbers are invented.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPublic } from "../../web/tools/public.ts";
import { build } from "./support/installation.ts";
import { uuid } from "./support/invented_directory.ts";

const program = join(build, "parasol");
const content = join(import.meta.dirname, "../../content");
const source = "https://other.example.org/services";

const work = mkdtempSync(join(tmpdir(), "parasol-own-"));
afterAll(() => rmSync(work, { recursive: true }));

interface Own {
  readonly folder: string;
  readonly directory: string;
}

/** An operator's own folder, begun with our directory. */
function makeOwn(name: string): Own {
  const folder = join(work, name);
  cpSync(join(content, "directory"), join(folder, "directory"), { recursive: true });
  return { folder, directory: join(folder, "directory") };
}

const parasol = (...words: string[]): string => execFileSync(program, ["directory", ...words], { encoding: "utf8" });

/** Accepts all of the queue; the services as they then stand, by name. */
function acceptAll({ directory }: Own): Map<string, { x_page: string; x_slug: string }> {
  const ids = [...parasol("review", "--directory", directory).matchAll(/^([0-9a-f-]{36})  new/gm)].map(([, id]) => id as string);
  for (const id of ids) parasol("review", "accept", id, "--directory", directory);
  expect(parasol("check", directory)).toMatch(/, 0 faults\n$/);
  return new Map(readdirSync(join(directory, "services")).map((file) => {
    const service = JSON.parse(readFileSync(join(directory, "services", file), "utf8")) as { name: string; x_page: string; x_slug: string };
    return [service.name, service];
  }));
}

async function pagesOf({ folder }: Own): Promise<(path: string) => string> {
  const target = join(folder, "pages");
  await buildPublic(target, content, "2026-11-23", { own: folder });
  return (path) => readFileSync(join(target, path, "index.html"), "utf8");
}

describe("what was accepted", () => {
  let own: Own;
  let services: Map<string, { x_page: string; x_slug: string }>;
  let page: (path: string) => string;
  beforeAll(async () => {
    own = makeOwn("own");
    writeFileSync(join(work, "list.csv"), [
      "name,organization_name,organization_description,description,url,phone,languages,hours,areas,minimum_age",
      "Sunrise,Harbour Trust,Invented.,Tea.,,,,,,",
      'Sunset,Harbour Trust,Invented.,A bed.,http://example.org/bed,+44 (0)20 7946 0000,en ro,"MO,TU 09:30-15:30; FR 09:30-12:00",Leicestershire; Rutland,18',
    ].join("\n"));
    parasol("import", join(work, "list.csv"), "--directory", own.directory);
    // All that the specification lets others write.
    const id = uuid("service moon");
    const terms = JSON.parse(readFileSync(join(own.directory, "taxonomies.json"), "utf8")) as { taxonomies: readonly { x_code: string; terms: readonly { id: string; code: string }[] }[] };
    const talk = terms.taxonomies.find(({ x_code: code }) => code === "need")?.terms.find(({ code }) => code === "talk")?.id;
    writeFileSync(join(work, "feed.json"), JSON.stringify({ contents: [{
      id, name: "Moon 月", description: "🌙".repeat(600), status: "active", last_modified: "2026-11-01", wait_time: "A week.",
      organization: { id: uuid("moon"), name: "Moon Trust", description: "Invented." },
      phones: [{ number: "(0161) 496-0000" }, { number: "07700 900123", description: "\u00a0Text." }],
      schedules: [{ freq: "WEEKLY", byday: "MO", opens_at: "09:30:00", closes_at: "24:00", valid_from: "2026-01-01" }, { freq: "MONTHLY", byday: "2MO", opens_at: "09:30Z" }, { notes: "Ask." }],
      attributes: [{ taxonomy_term: { id: talk, name: "Talk" }, link_type: "taxonomy" }],
      languages: [{ code: "zh-Hans" }, { name: "Polski" }],
      contacts: [{ name: "Robin Example", email: "robin@example.org", title: "Desk" }],
    }] }));
    parasol("import", join(work, "feed.json"), "--directory", own.directory, "--source", source);
    services = acceptAll(own);
    page = await pagesOf(own);
  });

  const of = (name: string): string => page(`en/s/${services.get(name)?.x_page}`);

  test("has a page of its own, under three signs, and stands in the list", () => {
    for (const name of ["Sunrise", "Sunset", "Moon 月"]) {
      expect([name, /^[a-z][0-9][a-z0-9]$/.test(services.get(name)?.x_page ?? "")]).toEqual([name, true]);
      expect(page("en/f")).toContain(`/en/s/${services.get(name)?.x_page}/`);
    }
    // Ours are there as before.
    expect(page("en/f")).toContain("National Ugly Mugs");
  });

  test("says what nobody knows, and nothing that is not so", () => {
    const sunrise = of("Sunrise");
    expect(sunrise.match(/Not known\. Ask them\./g)?.length).toBe(6);
    expect(sunrise).toContain("Not checked since the source below.");
    expect(sunrise).toContain("list.csv");
    const sunset = of("Sunset").replace(/<span class="whole">([^<]*)<\/span>/g, "$1");
    for (const said of ['href="tel:+442079460000"', "+44 (0)20 7946 0000", 'href="http://example.org/bed"', "Mon–Tue 09:30–15:30", "Leicestershire, Rutland", "From the age of 18.", "Romanian"]) expect(sunset).toContain(said);
    // Of hours that are no weeks none are said.
    const moon = of("Moon 月");
    for (const said of ['href="tel:01614960000"', "Opening hours not confirmed", "Chinese"]) expect(moon).toContain(said);
    expect(moon).not.toContain("09:30");
    expect(page("en/f")).toMatch(new RegExp(`data-for="[^"]*n-talk[^"]*l-zh[^"]*" data-page="${services.get("Moon 月")?.x_page}"`));
  });

  test("is there still when the pages are built anew, and the folder is left as it was", async () => {
    const before = readdirSync(join(own.directory, "services")).sort();
    await pagesOf(own);
    expect(readdirSync(join(own.directory, "services")).sort()).toEqual(before);
    expect(existsSync(join(own.directory, "services", `${services.get("Sunrise")?.x_slug}.json`))).toBe(true);
  });
});

test("what pages could not be built from, the check names before", async () => {
  const own = makeOwn("spoilt");
  const file = join(own.directory, "services/num-casework.json");
  const whole = readFileSync(file, "utf8");
  for (const [spoil, field] of [
    [(service: Record<string, unknown>) => delete service["x_page"], "x_page"],
    [(service: Record<string, unknown>) => (service["x_page"] = "n4w"), "x_page"],
    [(service: Record<string, unknown>) => (service["x_nations"] = ["great_britain"]), "x_nations"],
    [(service: Record<string, unknown>) => (service["x_slug"] = "other"), "x_slug"],
    [(service: Record<string, unknown>) => ((service["attributes"] as Record<string, unknown>[])[0] as Record<string, unknown>)["link_type"] = "group", "taxonomy_term_id"],
  ] as const) {
    const service = JSON.parse(whole) as Record<string, unknown>;
    spoil(service);
    writeFileSync(file, JSON.stringify(service));
    const { status, stderr } = spawnSync(program, ["directory", "check", own.directory], { encoding: "utf8" });
    expect([field, status, stderr.includes(field)]).toEqual([field, 1, true]);
    await expect(pagesOf(own)).rejects.toThrow(field);
  }
});

test("a folder that is not there stops the build", async () => {
  await expect(buildPublic(join(work, "none"), content, "2026-11-23", { own: join(work, "nowhere") })).rejects.toThrow("PARASOL_CONTENT: no such folder");
});
