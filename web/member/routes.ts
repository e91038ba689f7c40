/** Every screen of the application, by what it shows. */
import { createRouter, type Router } from "../shared/ui/router.ts";
import type { OwnReport } from "./services.ts";
import type { Step } from "./report/answers.ts";

export type Route =
  /** `closed`: what was open without a session has just been closed, for the reasons for which a session locks. */
  | { readonly name: "sign_in"; readonly closed?: true }
  | { readonly name: "join" }
  | { readonly name: "code" }
  /** A report opened by its code alone. */
  | { readonly name: "opened"; readonly report: OwnReport }
  | { readonly name: "help" }
  | { readonly name: "safety" }
  | { readonly name: "check" }
  | { readonly name: "warnings" }
  | { readonly name: "warning"; readonly reference: string }
  | { readonly name: "report" }
  | { readonly name: "step"; readonly step: Step; readonly changing: boolean }
  | { readonly name: "sent"; readonly code: string }
  | { readonly name: "mine" }
  /** `isEarlier`: it has just turned out to be another than the one that was to be sent. */
  | { readonly name: "own"; readonly code: string; readonly isEarlier?: true }
  | { readonly name: "more" }
  | { readonly name: "passphrase" }
  | { readonly name: "about" };

export const router: Router<Route> = createRouter<Route>({ name: "sign_in" });

export function goBack(): void {
  router.back();
}
