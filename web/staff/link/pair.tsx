/** Two entries side by side: why they may be the same person, how that adds up, and what somebody decides about them. */
import type { ComponentChild, JSX } from "preact";
import { useState } from "preact/hooks";
import { codes, linkVerdicts, type LinkVerdict } from "../../shared/generated/vocabulary.ts";
import { formatDay, t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, errorFor, Form, Link, LoadFailed, Loading, Notice, Page, RadioGroup, Table, TextArea, useLoad, type FieldError } from "../../shared/ui/index.ts";
import type { Candidate } from "../../shared/client/linkage_engine.ts";
import { kDayMs } from "../dates.ts";
import { ActFailed, Mark, useAct } from "../parts.tsx";
import { goBack, router } from "../routes.ts";
import { useDesk, type LinkEntry, type LinkList } from "../services.ts";
import { CouldNotCompare, Gone, NotSigned } from "./entry.tsx";
import { KeyAwaited } from "./links.tsx";
import { staffWord } from "../words.ts";
import { Waterfall } from "./waterfall.tsx";
import { DecidedTag, fieldText, isPattern, kLinkFields, reasonsFor, reasonText, saidIn, StrengthTag } from "./words.tsx";

/** So many of the strongest are looked through for the other one. */
const kMost = 200;
export const kReasonLimit = 500;

export function PairScreen({ entry: one, other: two }: { entry: string; other: string }): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.links("last"), [desk]);
  const [saved, setSaved] = useState(false);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const links = load.state === "ready" && load.value !== "awaited" ? load.value : null;
  const find = (id: string): LinkEntry | undefined => links?.entries.find(({ entry }) => entry === id);
  const [entry, other] = [find(one), find(two)];
  return (
    <Page key={`pair ${one} ${two}`} heading={t("pair.heading")} title={ts("links.tab")} lead={t("pair.lead", { one: <Mark id={one} />, other: <Mark id={two} /> })} onBack={goBack} errors={errors} wide>
      {load.state === "loading" && <Loading text={t("links.opening")} />}
      {load.state === "failed" && <LoadFailed title={t("links.failed")} onRetry={again} />}
      {load.state === "ready" && load.value === "awaited" && <KeyAwaited />}
      {links !== null && (entry === undefined || other === undefined ? <Gone /> : <Pair entry={entry} other={other} links={links} saved={saved} errors={errors} onErrors={setErrors} onSaved={(now) => {
        setSaved(now);
        if (now) again();
      }} />)}
    </Page>
  );
}

interface PairProps {
  readonly entry: LinkEntry;
  readonly other: LinkEntry;
  readonly links: LinkList;
  /** A decision was stored just now. */
  readonly saved: boolean;
  readonly onSaved: (saved: boolean) => void;
  readonly errors: readonly FieldError[];
  readonly onErrors: (errors: readonly FieldError[]) => void;
}

function Pair(props: PairProps): JSX.Element {
  return props.entry.signedOn !== null && props.other.signedOn !== null ? <Compared {...props} /> : <NotSigned />;
}

function Compared(props: PairProps): JSX.Element {
  const { entry, other, links } = props;
  const [load, again] = useLoad(() => links.candidates(entry.entry, kMost), [links, entry.entry]);
  const candidate = load.state === "ready" ? (load.value.candidates.find((each) => each.entry === other.entry) ?? null) : null;
  return (
    <>
      {load.state === "loading" && <Loading text={t("link.comparing")} />}
      {load.state === "failed" && <CouldNotCompare onRetry={again} />}
      {load.state === "ready" && (candidate === null ? <p>{t("pair.far")}</p> : <Why candidate={candidate} />)}
      <SideBySide entry={entry} other={other} />
      {candidate !== null && <><h2>{t("pair.adds_up")}</h2><p>{t("pair.adds_up_text")}</p><Waterfall candidate={candidate} /></>}
      <Decide {...props} candidate={candidate} />
    </>
  );
}

/** Never "certain" and never "impossible". */
function outOfHundred({ probability }: Candidate): number {
  return Math.min(99, Math.max(1, Math.round(probability * 100)));
}

function Why({ candidate }: { candidate: Candidate }): JSX.Element {
  const reasons = reasonsFor(candidate);
  return (
    <>
      <p><StrengthTag strength={candidate.strength} /> {t("pair.out_of", { count: outOfHundred(candidate) })}</p>
      {isPattern(candidate) && <Notice kind="caution" title={t("link.pattern_heading")}><p>{t("link.pattern_text")}</p></Notice>}
      <h2>{t("pair.why")}</h2>
      {reasons.length === 0 ? <p class="soft">{t("pair.why_none")}</p> : <ul>{reasons.map((row, index) => <li key={index}>{reasonText(row)}</li>)}</ul>}
      {candidate.against !== null && <p>{t("link.against", { field: <>{fieldText(candidate.against)}</> })}</p>}
      {reasons.length > 0 && candidate.total > 0 && candidate.withoutStrongest <= 0 && <p>{t("link.one_sign")}</p>}
    </>
  );
}

function SideBySide({ entry, other }: Pick<PairProps, "entry" | "other">): JSX.Element {
  const nothing: ComponentChild = <span class="soft">{t("pair.not_said")}</span>;
  const rows = kLinkFields.flatMap((field) => {
    const [left, right] = [saidIn(entry.extract, field), saidIn(other.extract, field)];
    return left === null && right === null ? [] : [{ field, left: left ?? nothing, right: right ?? nothing }];
  });
  return (
    <>
      <h2>{t("pair.side_by_side")}</h2>
      <Table caption={<span class="unseen">{t("pair.side_by_side")}</span>} name="side-by-side">
        <thead><tr><th scope="col">{t("pair.sign")}</th><th scope="col"><Mark id={entry.entry} /></th><th scope="col"><Mark id={other.entry} /></th></tr></thead>
        <tbody>{rows.map(({ field, left, right }) => <tr key={field}><th scope="row">{fieldText(field)}</th><td>{left}</td><td>{right}</td></tr>)}</tbody>
      </Table>
    </>
  );
}

function Decide({ entry, other, links, candidate, saved, onSaved, errors, onErrors }: PairProps & { candidate: Candidate | null }): JSX.Element {
  const earlier = entry.decisions.find((decision) => decision.other === other.entry) ?? null;
  const [verdict, setVerdict] = useState<LinkVerdict | null>(null);
  const [reason, setReason] = useState("");
  const [conflict, setConflict] = useState<readonly string[] | null>(null);
  const act = useAct();
  const save = (): void => {
    const wrong: FieldError[] = [
      ...(verdict === null ? [{ field: "verdict", message: t("pair.missing") }] : []),
      ...([...reason].length > kReasonLimit ? [{ field: "reason", message: t("pair.reason_long") }] : []),
    ];
    onErrors(wrong);
    if (verdict === null || wrong.length > 0) return;
    setConflict(null);
    onSaved(false);
    act.run("decide", async () => {
      const result = await links.decide(entry.entry, other.entry, verdict, reason.trim());
      if (result !== "taken") return setConflict(result.conflict);
      onSaved(true);
    });
  };
  return (
    <>
      <h2>{t("pair.decide")}</h2>
      {saved && <Notice kind="done" spoken title={t("pair.saved")}><p>{t("pair.saved_text")}</p></Notice>}
      {earlier !== null && (
        <p>
          {earlier.verdict === null ? t("pair.earlier_unsigned", { day: formatDay(new Date(earlier.day * kDayMs)) })
            : t("pair.earlier", { verdict: <>{staffWord("link_verdict", earlier.verdict)}</>, day: formatDay(new Date(earlier.day * kDayMs)) })}
          {earlier.reason !== "" && <> <span class="said" translate={false}>{earlier.reason}</span></>}
        </p>
      )}
      {earlier === null && <p><DecidedTag candidate={candidate} own={null} /></p>}
      {conflict !== null && <Conflict path={conflict} />}
      <ActFailed act={act} title={t("pair.failed")} />
      <Form onSubmit={save}>
        <RadioGroup<LinkVerdict> name="verdict" label={t("pair.question")} hint={t("pair.question_hint")} value={verdict} onChange={setVerdict} error={errorFor(errors, "verdict")}
          options={codes<LinkVerdict>(linkVerdicts).map((value) => ({ value, label: staffWord("link_verdict", value) }))} />
        <TextArea name="reason" label={t("pair.reason")} hint={t("pair.reason_hint")} rows={3} limit={kReasonLimit} value={reason} onInput={setReason} error={errorFor(errors, "reason")} />
        <Actions><Button type="submit" busy={act.busy && t("pair.saving")}>{t("pair.save")}</Button></Actions>
      </Form>
    </>
  );
}

/** What was decided before does not allow it: the way from one to the other, each step to be looked at. */
function Conflict({ path }: { path: readonly string[] }): JSX.Element {
  const steps = path.slice(1).map((to, index) => ({ from: path[index] ?? to, to }));
  return (
    <Notice kind="caution" spoken title={t("pair.conflict")}>
      <p>{t("pair.conflict_text")}</p>
      <ol>
        {steps.map(({ from, to }) => (
          <li key={`${from} ${to}`}><Link onFollow={() => router.go({ name: "pair", entry: from, other: to })}><Mark id={from} /> · <Mark id={to} /></Link></li>
        ))}
      </ol>
    </Notice>
  );
}
