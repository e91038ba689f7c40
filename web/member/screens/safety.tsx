/** What this site does and does not do for somebody whose phone others see. */
import type { JSX } from "preact";
import { t, ts } from "../../shared/i18n/index.ts";
import { Notice, Page } from "../../shared/ui/index.ts";
import { goBack } from "../routes.ts";

export function SafetyScreen(): JSX.Element {
  return (
    <Page key="safety" heading={t("safety.heading")} title={ts("safety.tab")} lead={t("safety.lead")} onBack={goBack}>
      <h2>{t("safety.leave_title")}</h2>
      <ul>
        <li>{t("safety.leave_blank")}</li>
        <li>{t("safety.leave_session")}</li>
        <li>{t("safety.leave_shift")}</li>
      </ul>
      <Notice kind="caution" title={t("safety.not_title")}>
        <ul>
          <li>{t("safety.not_history")}</li>
          <li>{t("safety.not_typed")}</li>
          <li>{t("safety.not_calls")}</li>
          <li>{t("safety.not_watched")}</li>
        </ul>
      </Notice>
      <h2>{t("safety.better_title")}</h2>
      <ul>
        <li>{t("safety.better_private")}</li>
        <li>{t("safety.better_phone")}</li>
        <li>{t("safety.better_lock")}</li>
      </ul>
      <h2>{t("safety.us_title")}</h2>
      <p>{t("safety.us_read")}</p>
      <p>{t("safety.us_see")}</p>
      <p>{t("safety.us_script")}</p>
    </Page>
  );
}
