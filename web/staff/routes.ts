/**
 * Every screen of the application, by what it shows. Screens that are shared with the member application move through
 * its router, so there is one for the whole page.
 */
import { router as shared, type Route as MemberRoute } from "../member/routes.ts";
import type { Router } from "../shared/ui/router.ts";

/** One report stays open while its steps change: every opening leaves an audit event. */
export type ReportStep = "read" | "form" | "check" | "adopt";

export type StaffRoute =
  | { readonly name: "queue" }
  | { readonly name: "file"; readonly report: string; readonly step: ReportStep }
  | { readonly name: "links" }
  | { readonly name: "link"; readonly entry: string }
  | { readonly name: "pair"; readonly entry: string; readonly other: string }
  | { readonly name: "drafts" }
  | { readonly name: "review"; readonly reference: string }
  | { readonly name: "live" }
  | { readonly name: "people" }
  | { readonly name: "invite" }
  | { readonly name: "keys" }
  | { readonly name: "audit" };

export type Route = MemberRoute | StaffRoute;

export const router = shared as unknown as Router<Route>;

export function goBack(): void {
  router.back();
}
