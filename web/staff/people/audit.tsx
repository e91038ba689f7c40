/** The head of the organisation's audit chain: to be written down elsewhere, so that nobody can rewrite what came before. */
import type { JSX } from "preact";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, LoadFailed, Loading, Notice, Page, SummaryList, useLoad } from "../../shared/ui/index.ts";
import { useDesk } from "../services.ts";

export function AuditScreen(): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.auditHead(), [desk]);
  return (
    <Page key="audit" heading={t("audit.heading")} title={ts("audit.tab")} lead={t("audit.lead")}>
      {load.state === "loading" && <Loading />}
      {load.state === "failed" && <LoadFailed title={t("audit.failed")} onRetry={again} />}
      {load.state === "ready" && (
        <>
          <SummaryList rows={[
            { key: t("audit.sequence"), value: String(load.value.sequence) },
            { key: t("audit.hash"), value: <span class="fingerprint" translate={false}>{(load.value.hash.match(/.{1,8}/g) ?? []).map((group, index) => <span key={index}>{group} </span>)}</span> },
          ]} />
          <Actions>
            <Button kind="secondary" onClick={() => print()}>{t("audit.print")}</Button>
            <Button kind="quiet" onClick={again}>{t("queue.look_again")}</Button>
          </Actions>
        </>
      )}
      <Notice title={t("audit.limits_title")}><p>{t("audit.limits_text")}</p></Notice>
    </Page>
  );
}
