/** On a report of the desk: whether it may be compared, the offer to do so, and what others have found. */
import type { JSX } from "preact";
import { formatDay, t } from "../../shared/i18n/index.ts";
import { Actions, Button, List, Tag } from "../../shared/ui/index.ts";
import { kDayMs } from "../dates.ts";
import { isLive } from "../desk/consent.tsx";
import { ActFailed, Mark, useAct } from "../parts.tsx";
import { router } from "../routes.ts";
import { useDesk, type DeskReport, type LinkDecision, type ReportLink } from "../services.ts";

export function LinkSection({ report, onReport }: { report: DeskReport; onReport: (report: DeskReport) => void }): JSX.Element {
  return (
    <>
      <h2>{t("flag.heading")}</h2>
      {!isLive(report.permissions, "LINK") ? <p class="soft">{t("flag.not_permitted")}</p>
        : report.link === null ? <Offer report={report} onReport={onReport} /> : <Offered link={report.link} />}
    </>
  );
}

function Offer({ report, onReport }: { report: DeskReport; onReport: (report: DeskReport) => void }): JSX.Element {
  const act = useAct();
  const open = report.state === "active" || report.state === "prepared";
  const why = !open ? t("case.not_open") : !report.isComparable && t("flag.nothing");
  return (
    <>
      <p>{t("flag.offer_text")}</p>
      <ActFailed act={act} title={t("flag.failed")} />
      <Actions>
        <Button kind="secondary" busy={act.busy && t("flag.offering")} blocked={why}
          onClick={() => act.run("offer", async () => onReport(await report.offerLink()))}>{t("flag.offer")}</Button>
      </Actions>
    </>
  );
}

function Offered({ link }: { link: ReportLink }): JSX.Element {
  const desk = useDesk();
  const { entry, decisions } = link;
  return (
    <>
      <p>{t("flag.offered", { day: formatDay(new Date(link.day * kDayMs)), mark: <Mark id={entry} /> })}</p>
      {decisions.length === 0 ? <p class="soft">{t("flag.none")}</p> : <List>{decisions.map((decision) => <li key={decision.other}><Flag decision={decision} /></li>)}</List>}
      {desk.role === "case_lead" && (
        <Actions><Button kind="secondary" onClick={() => router.go({ name: "link", entry })}>{t("flag.who_else")}</Button></Actions>
      )}
    </>
  );
}

function Flag({ decision: { other, verdict, reason, day } }: { decision: LinkDecision }): JSX.Element {
  if (verdict === null) return <p class="soft">{t("flag.unsigned")}</p>;
  return (
    <>
      <p class="list-title"><Tag kind={verdict === "same_person" ? "strong" : "plain"}>{t(`flag.${verdict}`)}</Tag> <Mark id={other} /></p>
      {reason !== "" && <p class="said" translate={false}>{reason}</p>}
      <p class="note">{formatDay(new Date(day * kDayMs))}</p>
    </>
  );
}
