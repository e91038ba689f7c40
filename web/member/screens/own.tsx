/**
 * One report in its owner's hands: where it stands, who opened it, what was written, what she allows. The same with and
 * without an account; the code is enough.
 */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { kFirstLines } from "../../shared/phone_lines.ts";
import { formatDay, formatTime, t, ts } from "../../shared/i18n/index.ts";
import {
  Actions, Button, CheckboxGroup, CodeDisplay, Details, errorFor, Form, Link, List, LoadFailed, Loading, Notice, Page, PhoneLines, RadioGroup, Tag, TextArea,
  useLoad, type FieldError,
} from "../../shared/ui/index.ts";
import { onLeave } from "../../shared/ui/leave.ts";
import { reportScopes, type ReportScope } from "../../shared/client/consent_texts.ts";
import { consentText } from "../report/consent.ts";
import { isRefusal, problemText } from "../problems.ts";
import { WarningPreview } from "../report/preview.tsx";
import { goBack, router } from "../routes.ts";
import { useSession, type Message, type OwnReport, type OwnView, type Proposal, type Withdrawal } from "../services.ts";
import { word } from "../words.ts";
import { Fingerprint } from "./join.tsx";
import { kDayMs } from "./mine.tsx";

export function OwnScreen({ code, isEarlier, onSeen }: { code: string; isEarlier: boolean; onSeen: () => void }): JSX.Element {
  const session = useSession();
  const [load, again] = useLoad(() => session.report(code), [session, code]);
  const opened = load.state === "ready" ? load.value : null;
  // Before anything is painted, so that no screen is shown that would not forget.
  useLayoutEffect(() => () => opened?.forget(), [opened]);
  if (load.state === "ready") {
    return <Report first={load.value} isEarlier={isEarlier} onBack={goBack} onRead={(count) => {
      session.markMessagesRead(code, count);
      onSeen();
    }} />;
  }
  return (
    <Page heading={t("own.heading")} title={ts("mine.tab")} onBack={goBack}>
      {load.state === "loading" ? <Loading /> : <LoadFailed title={t("mine.failed")} onRetry={again} />}
    </Page>
  );
}

/** Opened by the code alone. Leaving the screen, in whatever way, forgets it. */
export function OpenedScreen({ report }: { report: OwnReport }): JSX.Element {
  useLayoutEffect(() => {
    const stop = onLeave(() => report.forget());
    return () => {
      stop();
      report.forget();
    };
  }, [report]);
  return <Report first={report} onBack={() => router.reset({ name: "sign_in" })} onRead={() => undefined} />;
}

type SaidWhat = "changed" | "asked" | "sent" | "approved" | "looked";

function Said({ said }: { said: SaidWhat }): JSX.Element {
  return <Notice kind={said === "asked" || said === "looked" ? "caution" : "done"} spoken title={t(`own.said_${said}`)} />;
}

type Asking = { readonly scopes: readonly ReportScope[] | "everything" } | { readonly approve: Message } | null;

function Report({ first, isEarlier = false, onBack, onRead }: {
  first: OwnReport; isEarlier?: boolean; onBack: () => void; onRead: (messages: number) => void;
}): JSX.Element {
  const [report, setReport] = useState(first);
  // Something was asked for and no answer came: until she has seen how things stand, nothing else can be done.
  const [unsure, setUnsure] = useState(false);
  const [text, setText] = useState("");
  const [asking, setAsking] = useState<Asking>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [said, setSaid] = useState<SaidWhat | null>(null);
  const { view } = report;
  useEffect(() => onRead(view.messages.length), [view.messages.length]);

  const act = (name: string, done: typeof said, action: () => Promise<OwnReport>): Promise<boolean> => {
    setBusy(name);
    setFailure(null);
    setSaid(null);
    return action().then((now) => {
      setReport(now);
      setAsking(null);
      setSaid(done);
      return true;
    }, (error: unknown) => {
      setFailure(error);
      if (name === "reload" || isRefusal(error)) return false;
      setAsking(null);
      setUnsure(true);
      return look().then(() => false);
    }).finally(() => setBusy(null));
  };
  const look = (): Promise<void> => {
    setBusy("look");
    return report.reload().then((now) => {
      setReport(now);
      setUnsure(false);
      setFailure(null);
      setSaid("looked");
    }, setFailure).finally(() => setBusy(null));
  };
  const failed = failure !== null && <Notice kind="failed" spoken title={t("own.failed")}><p>{problemText(failure)}</p></Notice>;

  if (unsure) {
    return (
      <Page key="unsure" heading={t("own.heading")} title={ts("mine.tab")} onBack={onBack}>
        <Notice kind="unknown" spoken title={t("unsure.title")}><p>{t("unsure.text")}</p></Notice>
        {failure !== null && <p>{problemText(failure)}</p>}
        <Actions><Button busy={busy === "look" && t("unsure.looking")} onClick={() => void look()}>{t("unsure.look")}</Button></Actions>
      </Page>
    );
  }
  if (asking !== null && "scopes" in asking) {
    const { scopes } = asking;
    return <Withdraw key="withdraw" scopes={scopes} view={view} busy={busy === "withdraw"} failed={failed} onBack={() => setAsking(null)}
      onYes={() => void act("withdraw", "asked", () => report.withdraw(scopes))} />;
  }
  if (asking !== null) {
    return <Approve key="approve" report={report} message={asking.approve} busy={busy === "approve"} failed={failed} onBack={() => setAsking(null)}
      onYes={(proposal, choice) => void act("approve", "approved", () => report.approve(proposal, choice))} />;
  }
  return (
    <Page key="report" heading={t("own.heading")} title={ts("mine.tab")} onBack={onBack}>
      {failed}
      {isEarlier && <Notice kind="caution" spoken title={t("own.earlier")}><p>{t("own.earlier_text")}</p><p>{t("own.earlier_draft")}</p></Notice>}
      {said && <Said said={said === "asked" && view.withdrawals.every(({ gone }) => gone !== null) ? "changed" : said} />}
      {report.firstUse && (
        <Notice title={t("own.first_use")}>
          <p>{t("own.first_use_text", { organisation: report.firstUse.organisation })}</p>
          <p><Fingerprint text={report.firstUse.fingerprint} /></p>
        </Notice>
      )}
      {!view.isWhole && <Notice kind="unknown" title={t("own.part")}><p>{t("own.part_text")}</p></Notice>}
      <State view={view} busy={busy === "reload"} onAgain={() => void act("reload", null, () => report.reload())} />
      {view.withdrawals.length > 0 && <Withdrawals withdrawals={view.withdrawals} />}
      <Messages view={view} busy={busy === "write"} text={text} onText={setText} onApprove={(approve) => setAsking({ approve })} onWithdraw={(scopes) => setAsking({ scopes })}
        onSend={() => act("write", "sent", () => report.write(text))} />
      <Permissions view={view} busy={busy} onGrant={(scope) => void act(scope, "changed", () => report.grant(scope))}
        onWithdraw={(scopes) => setAsking({ scopes })} />
      <Accesses view={view} />
      <Details summary={t("own.code")}><CodeDisplay code={report.code} label={t("sent.code")} /><p>{t("sent.code_text")}</p></Details>
      <h2>{t("result.call")}</h2>
      <PhoneLines lines={kFirstLines} />
    </Page>
  );
}

/** The exact text that would go out. It is tested against all that she wrote before she can say yes. */
function Approve({ report, message, busy, failed, onBack, onYes }: {
  report: OwnReport; message: Message; busy: boolean; failed: JSX.Element | false; onBack: () => void;
  onYes: (proposal: Proposal, choice: { check: boolean; now: boolean }) => void;
}): JSX.Element {
  const [load, again] = useLoad(() => report.review(message), [report, message]);
  const [when, setWhen] = useState<"delayed" | "now" | null>(null);
  const [also, setAlso] = useState<readonly "check"[]>([]);
  const [errors, setErrors] = useState<FieldError[]>([]);
  const team = report.view.team ?? ts("own.team");
  const send = (proposal: Proposal): void => {
    if (when === null) return setErrors([{ field: "when", message: t("approve.when_missing") }]);
    setErrors([]);
    if (!busy) onYes(proposal, { check: also.includes("check"), now: when === "now" });
  };
  return (
    <Page heading={t("approve.heading")} title={ts("mine.tab")} lead={t("approve.lead")} onBack={onBack} errors={errors}>
      {failed}
      {load.state === "loading" && <Loading text={t("preview.busy")} />}
      {load.state === "failed" && <LoadFailed title={t("approve.failed")} onRetry={again} />}
      {load.state === "ready" && (
        <>
          {load.value.foreign.length > 0 && (
            <Notice kind="caution" title={t("approve.foreign")}>
              <ul>
                {load.value.foreign.map(({ kind, text }) => (
                  <li key={text}>{kind ? word("identifier", kind) : t("warning.identifier")}: <strong translate={false}>{text}</strong></li>
                ))}
              </ul>
              <p>{t("approve.foreign_text")}</p>
            </Notice>
          )}
          <WarningPreview proposal={load.value} next={t("approve.leave_out")} />
          <Form onSubmit={() => send(load.value)}>
            <RadioGroup<"delayed" | "now"> name="when" label={t("approve.when")} value={when} onChange={setWhen} error={errorFor(errors, "when")} options={[
              { value: "delayed", label: t("approve.delayed"), hint: t("preview.delayed_hint") },
              { value: "now", label: t("approve.now"), hint: t("preview.now_hint") },
            ]} />
            <CheckboxGroup<"check"> name="also" label={t("approve.also")} values={also} onChange={setAlso}
              options={[{ value: "check", label: t("use.CHECK", { team }), hint: consentText("CHECK", team) }]} />
            <p>{t("approve.text")}</p>
            <Actions>
              <Button type="submit" busy={busy && t("own.busy")} blocked={load.value.foreign.length > 0 ? t("approve.foreign_blocked") : load.value.recognition === null && t("approve.untested")}>{t("approve.yes")}</Button>
              <Button kind="secondary" onClick={onBack}>{t("approve.no")}</Button>
            </Actions>
          </Form>
          <p class="note">{t("approve.no_text")}</p>
        </>
      )}
    </Page>
  );
}

/** She has taken everything back: nothing more can be allowed or said. */
function hasEnded({ state }: OwnView): boolean {
  return state === "withdrawing" || state === "withdrawn" || state === "erased";
}

function State({ view, busy, onAgain }: { view: OwnView; busy: boolean; onAgain: () => void }): JSX.Element {
  return (
    <>
      <p class="state"><Tag kind="strong">{word("state", view.state)}</Tag></p>
      <p>{t(`own.state_${view.state}`, { team: view.team ?? ts("own.nobody") })}</p>
      <p class="note">{t("own.made", { day: formatDay(new Date(view.day * kDayMs)) })} {busy ? t("loading.text") : <Link onFollow={onAgain}>{t("warnings.again")}</Link>}</p>
    </>
  );
}

function Withdrawals({ withdrawals }: { withdrawals: readonly Withdrawal[] }): JSX.Element {
  return (
    <Notice kind={withdrawals.every(({ gone }) => gone !== null) ? "done" : "caution"} title={t("withdrawn.title")}>
      <ul>
        {withdrawals.map(({ scope, gone, goneBy }) => (
          <li key={scope}>
            {t(`scope.${scope}`)}:{" "}
            {goneBy === null ? t("withdrawn.asked")
              : gone === null ? t("withdrawn.gone_by", { day: formatDay(new Date(goneBy)), time: formatTime(new Date(goneBy)) })
                : t("withdrawn.gone", { time: formatTime(new Date(gone)), day: formatDay(new Date(gone)) })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

const kNoText = { me: "messages.unopened", team: "messages.unknown", nobody: "messages.nobody_text", unchecked: "messages.unchecked_text" } as const;

function Messages({ view, busy, text, onText, onSend, onApprove, onWithdraw }: {
  view: OwnView; busy: boolean; text: string; onText: (text: string) => void; onSend: () => Promise<boolean>; onApprove: (message: Message) => void;
  onWithdraw: (scopes: readonly ReportScope[]) => void;
}): JSX.Element {
  const [errors, setErrors] = useState<FieldError[]>([]);
  const ended = hasEnded(view);
  const isOver = view.permissions.some(({ scope, over }) => scope === "WARN" && over);
  const send = (): void => {
    if (!text.trim()) return setErrors([{ field: "message", message: t("messages.missing") }]);
    setErrors([]);
    if (!busy) void onSend().then((sent) => sent && onText(""));
  };
  return (
    <>
      <h2>{t("messages.title")}</h2>
      {view.messages.length === 0 && <p class="soft">{t("messages.none")}</p>}
      <ul class="messages">
        {view.messages.map((message) => (
          <li key={message.id} class={message.from}>
            <p class="note">{message.from === "team" ? t("messages.team", { team: view.team ?? "" }) : t(`messages.${message.from}`)}, {formatDay(new Date(message.day * kDayMs))}</p>
            {message.text !== null
              ? <p class="words" translate={false}>{message.text}</p>
              : <p class="soft">{t(message.isApproval ? "messages.approval" : kNoText[message.from])}</p>}
            {message.isDisplaced && <p class="soft">{t("messages.displaced")}</p>}
            {message.isProposal && !ended && <Answer message={message} isOver={isOver} onApprove={() => onApprove(message)} onWithdraw={onWithdraw} />}
          </li>
        ))}
      </ul>
      {view.team !== null && !ended && (
        <Form onSubmit={send}>
          <TextArea name="message" label={t("messages.write")} hint={t("messages.write_hint")} rows={4} value={text} onInput={onText} error={errorFor(errors, "message")} />
          <Button type="submit" kind="secondary" busy={busy && t("messages.busy")}>{t("messages.send")}</Button>
        </Form>
      )}
    </>
  );
}

/** What she has said to a proposed text, and what she can say now. */
function Answer({ message, isOver, onApprove, onWithdraw }: {
  message: Message; isOver: boolean; onApprove: () => void; onWithdraw: (scopes: readonly ReportScope[]) => void;
}): JSX.Element {
  const under = message.approvedUnder ?? [];
  if (isOver) return <p class="soft">{t("messages.over")}</p>;
  if (under.length === 0) return <Button kind="secondary" onClick={onApprove}>{t("messages.approve")}</Button>;
  return (
    <>
      <p><Tag kind="strong">{t("messages.approved")}</Tag></p>
      <Button kind="secondary" onClick={() => onWithdraw(under)}>{t("messages.take_back")}</Button>
    </>
  );
}

function Permissions({ view, busy, onGrant, onWithdraw }: {
  view: OwnView; busy: string | null; onGrant: (scope: ReportScope) => void; onWithdraw: (scopes: readonly ReportScope[] | "everything") => void;
}): JSX.Element | null {
  if (hasEnded(view)) return null;
  const live = (scope: ReportScope): boolean => view.permissions.some((each) => each.scope === scope && each.expires !== null);
  const team = view.team ?? ts("own.team");
  return (
    <>
      <h2>{t("permissions.title")}</h2>
      <p>{t("permissions.lead")}</p>
      <ul class="permissions">
        {reportScopes.map((scope) => {
          const permission = view.permissions.find((each) => each.scope === scope && each.expires !== null);
          const blocked = view.team === null ? t("permissions.no_team")
            : view.permissions.some((each) => each.scope === scope && each.over) ? t("permissions.over")
              : scope !== "READ" && !live("READ") && t("permissions.blocked");
          return (
            <li key={scope}>
              <p><strong>{t(`use.${scope}`, { team })}</strong></p>
              {!permission && <p>{consentText(scope, team)}</p>}
              <p class="note">{permission?.expires != null ? t("permissions.on", { day: formatDay(new Date(permission.expires)) }) : t("permissions.off")}{permission?.approved && <> {t("permissions.approved")}</>}</p>
              {permission
                ? <Button kind="secondary" onClick={() => onWithdraw([scope])}>{t("permissions.withdraw")}<span class="unseen"> {ts(`scope.${scope}`)}</span></Button>
                : <Button kind="secondary" busy={busy === scope && t("own.busy")} blocked={blocked} onClick={() => onGrant(scope)}>{t("permissions.grant")}<span class="unseen"> {ts(`scope.${scope}`)}</span></Button>}
            </li>
          );
        })}
      </ul>
      <Actions><Button kind="danger" onClick={() => onWithdraw("everything")}>{t("permissions.everything")}</Button></Actions>
    </>
  );
}

function Accesses({ view }: { view: OwnView }): JSX.Element {
  return (
    <>
      <h2>{t("accesses.title")}</h2>
      {view.accesses.length === 0 ? <p class="soft">{t("accesses.none")}</p> : (
        <List>
          {view.accesses.map(({ action, role, time, refused }, index) => (
            <li key={index}>
              <p>{word("action", action)}{role && <>: {word("role", role)}</>}{refused && <> <Tag>{t("accesses.refused")}</Tag></>}</p>
              <p class="soft">{formatDay(new Date(time))}</p>
            </li>
          ))}
        </List>
      )}
      <p class="note">{t("accesses.note")}</p>
    </>
  );
}

function Withdraw({ scopes, view, busy, failed, onBack, onYes }: {
  scopes: readonly ReportScope[] | "everything"; view: OwnView; busy: boolean; failed: JSX.Element | false; onBack: () => void; onYes: () => void;
}): JSX.Element {
  const allowed = (scope: ReportScope): boolean => view.permissions.some((each) => each.scope === scope && each.expires !== null);
  const touches = (scope: ReportScope): boolean =>
    scopes === "everything" || scopes.includes(scope) || (scope === "CASE" && scopes.includes("READ") && allowed("CASE"));
  const some = scopes === "everything" ? [] : scopes;
  return (
    <Page heading={some.length > 0 ? t("withdraw.heading_scope") : t("withdraw.heading_all")} title={ts("mine.tab")} onBack={onBack}>
      {failed}
      {some.map((scope) => <p key={scope} class="lead">{t(`scope.${scope}`)}</p>)}
      <h2>{t("withdraw.ends")}</h2>
      <ul>
        {touches("READ") && <li>{t("withdraw.ends_read")}</li>}
        {touches("CASE") && <li>{t("withdraw.ends_case")}</li>}
        {touches("WARN") && <li>{t("withdraw.ends_warn")}</li>}
        {touches("CHECK") && <li>{t("withdraw.ends_check")}</li>}
        {touches("LINK") && <li>{t("withdraw.ends_link")}</li>}
        {scopes === "everything" && <li>{t("withdraw.ends_all")}</li>}
        {some.includes("READ") && <li>{t("withdraw.read_only")}</li>}
      </ul>
      <Notice kind="caution" title={t("withdraw.not")}>
        <ul>
          {touches("WARN") && <li>{t("withdraw.not_seen")}</li>}
          {touches("CHECK") && <li>{t("withdraw.not_answers")}</li>}
          {(touches("READ") || touches("CASE") || touches("LINK")) && <li>{t("withdraw.not_read")}</li>}
          {(some.includes("WARN") || some.includes("CHECK")) && <li>{t("withdraw.not_again")}</li>}
          <li>{t("withdraw.not_receipt")}</li>
        </ul>
      </Notice>
      <p>{t("withdraw.reason")}</p>
      <Actions>
        <Button kind="danger" onClick={onYes} busy={busy && t("withdraw.busy")}>{some.length > 0 ? t("withdraw.yes_scope") : t("withdraw.yes_all")}</Button>
        <Button kind="quiet" onClick={onBack}>{t("withdraw.no")}</Button>
      </Actions>
    </Page>
  );
}
