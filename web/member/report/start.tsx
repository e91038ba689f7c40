/** Before the first question: what happens to a report, how long it takes, what nobody can promise. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Details, Link, LoadFailed, Notice, Page } from "../../shared/ui/index.ts";
import { router } from "../routes.ts";
import { useSession } from "../services.ts";
import { kNoAnswers } from "./answers.ts";

export function ReportStartScreen(): JSX.Element {
  const session = useSession();
  const [asking, setAsking] = useState(false);
  const [failed, setFailed] = useState(false);
  const [, redraw] = useState(0);
  const draft = session.draft();
  const start = (): void => {
    void session.saveDraft({ answers: kNoAnswers, step: "safe" }).catch(() => undefined);
    router.go({ name: "step", step: "safe", changing: false });
  };
  const discard = (): void => {
    setFailed(false);
    session.saveDraft(null).then(() => redraw((count) => count + 1), () => setFailed(true));
    setAsking(false);
  };
  return (
    <Page heading={t("report.heading")} title={ts("report.tab")} lead={t("report.lead")}>
      <Notice kind="caution" title={t("report.danger_title")}><p>{t("report.danger_text")} <a class="number" href="tel:999">999</a></p></Notice>
      {failed && <LoadFailed title={t("report.discard_failed")} onRetry={discard} />}
      {draft !== null && (
        <Notice title={t("report.draft_title")}>
          <p>{t("report.draft_text")}</p>
          {asking
            ? (
              <>
                <p>{t("report.discard_text")}</p>
                <Actions>
                  <Button kind="danger" onClick={discard}>{t("report.discard_yes")}</Button>
                  <Button kind="quiet" onClick={() => setAsking(false)}>{t("report.discard_no")}</Button>
                </Actions>
              </>
            )
            : (
              <Actions>
                <Button onClick={() => router.go({ name: "step", step: draft.step, changing: false })}>{t("report.draft_continue")}</Button>
                <Button kind="quiet" onClick={() => setAsking(true)}>{t("report.discard")}</Button>
              </Actions>
            )}
        </Notice>
      )}
      <ul>
        <li>{t("report.rule_skip")}</li>
        <li>{t("report.rule_stop")}</li>
        <li>{t("report.rule_sealed")}</li>
        <li>{t("report.rule_choose")}</li>
      </ul>
      <Details summary={t("limits.title")}>
        <p>{t("limits.text")}</p>
      </Details>
      {draft === null && <Actions><Button onClick={start}>{t("report.start")}</Button></Actions>}
      <p><Link onFollow={() => router.go({ name: "help" })}>{t("report.rather_talk")}</Link></p>
    </Page>
  );
}
