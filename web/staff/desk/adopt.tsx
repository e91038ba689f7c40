/** Taking over, byte for byte, the text that the reporter approved when she sent the report. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Empty, Notice, Page } from "../../shared/ui/index.ts";
import { LevelTag, WarningFacts } from "../../member/screens/warning_parts.tsx";
import { ActFailed, useAct } from "../parts.tsx";
import { goBack, router } from "../routes.ts";
import { WithConsent, type StepProps } from "./report.tsx";

export function AdoptStep({ report, onReport }: StepProps): JSX.Element {
  const act = useAct();
  const [high, setHigh] = useState(false);
  const body = report.approved;
  const adopt = (): void => act.run("adopt", async () => {
    const after = await report.adopt();
    if (after === "high") return setHigh(true);
    onReport(after);
    router.back();
  });
  return (
    <Page heading={t("adopt.heading")} title={ts("draft.tab")} lead={t("adopt.lead")} onBack={goBack} wide>
      <WithConsent report={report}>
        {body === null ? <Empty text={t("adopt.none")} /> : (
          <>
            {high && <Notice kind="live" spoken title={t("adopt.high_title")}><p>{t("adopt.high_text")}</p></Notice>}
            <ActFailed act={act} title={t("adopt.failed")} />
            <div class="preview"><p><LevelTag level={body.level} /></p><WarningFacts body={body} /></div>
            {!high && <p>{t("adopt.what")}</p>}
            <Actions>
              {!high && <Button onClick={adopt} busy={act.busy && t("adopt.busy")}>{t("adopt.action")}</Button>}
              <Button kind={high ? "primary" : "secondary"} onClick={() => router.replace({ name: "file", report: report.report, step: "form" })}>{t("adopt.instead")}</Button>
            </Actions>
          </>
        )}
      </WithConsent>
    </Page>
  );
}
