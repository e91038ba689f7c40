/** Web pages with a directory of services beside them: our own, and services that do not exist. */
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Entry = Readonly<Record<string, unknown>> & { readonly id: string; readonly name?: string };

const root = join(import.meta.dirname, "../../..");

export function uuid(seed: string): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const organization = { id: uuid("trust"), name: "Harbour Trust", description: "An invented charity.", website: "https://example.org", metadata: [{ updated_by: "private person" }] };

function service(number: number, term: string): Entry {
  const id = uuid(`service ${number}`);
  return {
    id,
    organization_id: organization.id,
    name: `Invented ${String(number).padStart(2, "0")}`,
    x_name: { ro: `Inventat ${number}` },
    description: "Tea, a bed and somebody who listens.",
    url: "https://example.org/harbour",
    email: "desk@example.org",
    status: number === 7 ? "temporarily closed" : "active",
    minimum_age: 18,
    assured_date: "2026-11-01",
    last_modified: `2026-10-${String(1 + (number % 30)).padStart(2, "0")}T12:00:00.000Z`,
    x_source: { title: "Invented", date: "2026" },
    x_bill: "unknown",
    // Three signs that no two of them have in common, and none of ours: those have no digit in front.
    x_page: (number + 36 * 36).toString(36).padStart(3, "0"),
    phones: [{ id: uuid(`${id} phone`), number: "07700 900123", type: "voice", languages: [{ id: uuid(`${id} language`), code: "ro", name: "Romanian" }] }],
    schedules: [{ id: uuid(`${id} schedule`), freq: "WEEKLY", byday: "MO,TU", opens_at: "09:30", closes_at: "15:30", valid_from: "2026-01-01" }],
    service_areas: [{ id: uuid(`${id} area`), name: "Harbourshire", extent: "E23000036", extent_type: "ONS code" }],
    cost_options: [{ id: uuid(`${id} cost`), option: "Everybody", amount: 0 }],
    contacts: [{ id: uuid(`${id} contact`), title: "Reception" }],
    attributes: [{ id: uuid(`${id} attribute`), link_id: id, taxonomy_term_id: term }],
    service_at_locations: [
      {
        id: uuid(`${id} place`),
        location: {
          id: uuid(`${id} location`),
          location_type: "physical",
          latitude: 53.123,
          longitude: -1.5,
          addresses: [{ id: uuid(`${id} address`), address_1: "1 Quay", city: "Harbour", state_province: "Harbourshire", postal_code: "ZZ1 1ZZ", country: "GB", address_type: "physical" }],
          accessibility: [{ id: uuid(`${id} access`), description: "Step-free." }],
        },
      },
    ],
    metadata: [{ updated_by: "private person" }],
  };
}

/** A folder of empty web pages and a directory with so many services more than our own. Number 7 is closed. */
export function makeWeb(invented: number): string {
  const web = mkdtempSync(join(tmpdir(), "parasol-web-"));
  cpSync(join(import.meta.dirname, "pages"), web, { recursive: true });
  const directory = join(web, "directory");
  cpSync(join(root, "content/directory"), directory, { recursive: true });
  rmSync(join(directory, "review"), { recursive: true, force: true });
  const { taxonomies } = JSON.parse(readFileSync(join(directory, "taxonomies.json"), "utf8")) as { taxonomies: readonly { terms: readonly Entry[] }[] };
  const term = taxonomies[0]?.terms[0]?.id as string;
  writeFileSync(join(directory, "organizations/harbour-trust.json"), JSON.stringify(organization));
  for (let number = 0; number < invented; number += 1) writeFileSync(join(directory, `services/invented-${number}.json`), JSON.stringify(service(number, term)));
  return web;
}
