/** Numbers of help; the same screen before and after signing in, in every application. */
import type { JSX } from "preact";
import { t, ts } from "../i18n/index.ts";
import { Page } from "./page.tsx";
import { PhoneLines } from "./phone_list.tsx";

export function HelpPage({ onBack }: { onBack?: () => void }): JSX.Element {
  return <Page heading={t("help.heading")} title={ts("help.tab")} lead={t("help.lead")} onBack={onBack}><PhoneLines /></Page>;
}
