/** Who else one entry may be: candidates with their reasons, what is only alike in pattern apart. It proposes; people decide. */
import type { ComponentChildren, JSX } from "preact";
import { t, ts } from "../../shared/i18n/index.ts";
import type { Candidate, Candidates } from "../../shared/client/linkage_engine.ts";
import { Actions, Button, Details, Empty, List, ListItem, LoadFailed, Loading, Notice, Page, SummaryList, useLoad } from "../../shared/ui/index.ts";
import { Mark } from "../parts.tsx";
import { goBack, router } from "../routes.ts";
import { useDesk, type Desk, type LinkEntry, type LinkList } from "../services.ts";
import { KeyAwaited } from "./links.tsx";
import { DecidedTag, fieldText, isPattern, kLinkFields, reasonsFor, reasonText, saidIn, StrengthTag } from "./words.tsx";

const kMost = 20;

export function EntryScreen({ entry: id }: { entry: string }): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => withEntry(desk, id), [desk, id]);
  const entry = load.state === "ready" && load.value !== "awaited" ? (load.value.entries.find((one) => one.entry === id) ?? null) : null;
  return (
    <Page key={`link ${id}`} heading={<>{t("link.heading")} <Mark id={id} /></>} title={ts("links.tab")} lead={t("link.lead")} onBack={goBack} wide>
      {load.state === "loading" && <Loading text={t("links.opening")} />}
      {load.state === "failed" && <LoadFailed title={t("links.failed")} onRetry={again} />}
      {load.state === "ready" && (load.value === "awaited" ? <KeyAwaited /> : entry === null ? <Gone /> : <Opened entry={entry} links={load.value} />)}
    </Page>
  );
}

/** What was read last, or, if the entry is newer than that, what there is now. */
async function withEntry(desk: Desk, id: string): Promise<LinkList | "awaited"> {
  const last = await desk.links("last");
  return last === "awaited" || last.entries.some(({ entry }) => entry === id) ? last : desk.links("now");
}

/** An entry that is no longer among those that are compared. */
export function Gone(): JSX.Element {
  return (
    <Empty text={t("link.gone")}>
      <p>{t("link.gone_text")}</p>
      <Button kind="secondary" onClick={() => router.reset({ name: "links" })}>{t("link.to_list")}</Button>
    </Empty>
  );
}

export function NotSigned(): JSX.Element {
  return <Notice kind="failed" title={t("link.unsigned_title")}><p>{t("link.unsigned_text")}</p></Notice>;
}

/** No answer, which is not "nobody". */
export function CouldNotCompare({ onRetry }: { onRetry: () => void }): JSX.Element {
  return (
    <Notice kind="unknown" spoken title={t("link.could_not")}>
      <p>{t("link.could_not_text")}</p>
      <Button kind="secondary" onClick={onRetry}>{t("page.retry")}</Button>
    </Notice>
  );
}

function Opened({ entry, links }: { entry: LinkEntry; links: LinkList }): JSX.Element {
  const { report, extract } = entry;
  const said = kLinkFields.flatMap((field) => {
    const value = saidIn(extract, field);
    return value === null ? [] : [{ key: fieldText(field), value }];
  });
  if (entry.signedOn === null) return <NotSigned />;
  return (
    <>
      <Compared entry={entry} links={links} />
      <h2>{t("link.this")}</h2>
      {said.length === 0 ? <p class="soft">{t("links.says_little")}</p> : <SummaryList rows={said} />}
      {report !== null && (
        <Actions>
          <Button kind="secondary" onClick={() => router.go({ name: "file", report, step: "read" })}>{t("link.open_report")}</Button>
          <span class="note">{t("link.open_report_hint")}</span>
        </Actions>
      )}
    </>
  );
}

function Compared({ entry, links }: { entry: LinkEntry; links: LinkList }): JSX.Element {
  const [load, again] = useLoad(() => links.candidates(entry.entry, kMost), [links, entry.entry]);
  if (load.state === "loading") return <Loading text={t("link.comparing")} />;
  if (load.state === "failed") return <CouldNotCompare onRetry={again} />;
  return <Found found={load.value} entry={entry} links={links} />;
}

function Found({ found: { self, line, candidates }, entry, links }: { found: Candidates; entry: LinkEntry; links: LinkList }): JSX.Element {
  const stands = (one: Candidate): boolean => one.strength !== "weak" || one.decision !== null;
  const same = candidates.filter((one) => stands(one) && !isPattern(one));
  const pattern = candidates.filter((one) => stands(one) && isPattern(one));
  const weaker = candidates.filter((one) => !stands(one));
  const rows = (some: readonly Candidate[]): JSX.Element => (
    <List>{some.map((candidate) => <CandidateRow key={candidate.entry} candidate={candidate} entry={entry} links={links} />)}</List>
  );
  return (
    <>
      {self < line && <Notice kind="caution" title={t("link.thin_title")}><p>{t("link.thin_text")}</p></Notice>}
      {same.length === 0 && pattern.length === 0 && <Empty text={t("link.nobody")}><p>{t("link.nobody_text")}</p></Empty>}
      {same.length > 0 && <><h2>{t("link.same_heading")}</h2>{rows(same)}</>}
      {pattern.length > 0 && <><h2>{t("link.pattern_heading")}</h2><p>{t("link.pattern_text")}</p>{rows(pattern)}</>}
      {weaker.length > 0 && <Details summary={t("link.weaker", { number: weaker.length })}>{rows(weaker)}</Details>}
    </>
  );
}

function CandidateRow({ candidate, entry, links }: { candidate: Candidate; entry: LinkEntry; links: LinkList }): JSX.Element {
  const title = <>{t("links.entry")} <Mark id={candidate.entry} /></>;
  if ((links.entries.find((one) => one.entry === candidate.entry)?.signedOn ?? null) === null) return <li><p class="list-title">{title}</p><p class="soft">{t("link.unsigned_title")}</p></li>;
  const own = entry.decisions.find((decision) => decision.other === candidate.entry)?.verdict ?? null;
  const reasons = reasonsFor(candidate).slice(0, 3);
  const against: ComponentChildren = candidate.against !== null && t("link.against", { field: <>{fieldText(candidate.against)}</> });
  return (
    <ListItem title={title} onFollow={() => router.go({ name: "pair", entry: entry.entry, other: candidate.entry })}
      tags={<><StrengthTag strength={candidate.strength} /> <DecidedTag candidate={candidate} own={own} /></>}>
      <ul class="plain">{reasons.map((row, index) => <li key={index}>{reasonText(row)}</li>)}</ul>
      {against && <p>{against}</p>}
      {reasons.length > 0 && candidate.total > 0 && candidate.withoutStrongest <= 0 && <p>{t("link.one_sign")}</p>}
    </ListItem>
  );
}
