/** The sections of each role: six at most, what is done most comes first. */
import type { Role } from "../shared/generated/vocabulary.ts";
import { t } from "../shared/i18n/index.ts";
import type { NavigationItem } from "../shared/ui/shell.tsx";
import { router, type Route } from "./routes.ts";

export type Section = "queue" | "links" | "drafts" | "review" | "live" | "people" | "audit" | "check" | "warnings" | "more";

export const kSections: Readonly<Record<Role, readonly Section[]>> = {
  caseworker: ["queue", "drafts", "check", "warnings", "more"],
  case_lead: ["queue", "links", "drafts", "live", "people", "more"],
  alert_editor: ["review", "live", "check", "more"],
  administrator: ["people", "audit", "more"],
  data_protection_officer: ["live", "audit", "more"],
  analyst: ["links", "more"],
  project_worker: ["check", "warnings", "people", "more"],
  // Members have no business here; they can still lock and leave.
  member: ["more"],
};

const kIcons: Readonly<Record<Section, NavigationItem["icon"]>> = {
  queue: "mine", links: "links", drafts: "report", review: "report", live: "warnings", people: "people", audit: "lock", check: "check", warnings: "warnings", more: "more",
};

function routeOf(section: Section): Route {
  return section === "review" ? { name: "drafts" } : { name: section };
}

export function firstRoute(role: Role): Route {
  return routeOf(kSections[role][0] ?? "more");
}

/** `onFollow` is told of every press, also of the section one is in: that asks for it anew. */
export function sectionItems(role: Role, onFollow: () => void): NavigationItem[] {
  return kSections[role].map((section) => ({
    id: section,
    icon: kIcons[section],
    label: section === "check" || section === "warnings" || section === "more" ? t(`nav.${section}`) : t(`section_nav.${section}`),
    onFollow: () => {
      onFollow();
      router.reset(routeOf(section));
    },
  }));
}

const kParents: Readonly<Partial<Record<Route["name"], Section>>> = {
  file: "queue", link: "links", pair: "links", warning: "warnings", invite: "people", keys: "people", passphrase: "more", help: "more", about: "more",
};

/** Which section a screen belongs to, for this role. */
export function sectionOf(route: Route, role: Role): Section {
  const own = kSections[role];
  const name = route.name === "drafts" || route.name === "review" ? (own.includes("review") ? "review" : "drafts") : (kParents[route.name] ?? (route.name as Section));
  return own.includes(name) ? name : "more";
}
