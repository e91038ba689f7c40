/** Checking a number or an address, and what came of it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CheckResult, FoundWarning, Remaining } from "../../shared/client/check_flow.ts";
import { hex } from "../../shared/client/bytes.ts";
import { t, ts } from "../../shared/i18n/index.ts";
import { kFirstLines } from "../../shared/phone_lines.ts";
import {
  Actions, Button, CouldNotCheck, errorFor, Field, Form, Link, Loading, Notice, NothingLive, Page, PhoneLines, RadioGroup,
  useLoad, type FieldError, type Load, announce,
} from "../../shared/ui/index.ts";
import { readIdentifier, recogniseKind, type CheckKind } from "../identifiers.ts";
import { router } from "../routes.ts";
import { useSession, type NotLoaded, type Warning, type Warnings } from "../services.ts";
import { WarningSummary, WhyNotShown } from "./warning_parts.tsx";

type Stage =
  | { readonly name: "asking" }
  | { readonly name: "confirming"; readonly token: string; readonly display: string; readonly unusual: boolean }
  | { readonly name: "answered"; readonly token: string; readonly display: string; readonly result: CheckResult };

export function CheckScreen(): JSX.Element {
  const session = useSession();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<CheckKind | null>(null);
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [stage, setStage] = useState<Stage>({ name: "asking" });
  const [busy, setBusy] = useState(false);
  const [remaining, setRemaining] = useState<Remaining | null>(null);
  const [asked, again] = useLoad(() => session.remaining(), [session]);
  const left = remaining ?? (asked.state === "ready" ? asked.value : null);
  const recognised = recogniseKind(text);
  const kind = chosen ?? recognised;

  const paste = (): void => {
    // Only this press reads the clipboard; a browser that asks first may say no.
    const reading = navigator.clipboard?.readText?.() ?? Promise.reject(new Error("no clipboard"));
    reading.then((pasted) => {
      setText(pasted.trim());
      announce(ts("check.pasted"));
    }, () => setErrors([{ field: "identifier", message: t("check.paste_failed") }]));
  };
  const look = (): void => {
    const wrong = (field: string, message: FieldError["message"]): void => setErrors([{ field, message }]);
    if (!text.trim()) return wrong("identifier", t("check.missing"));
    if (kind === null) return wrong("kind", t("check.kind_missing"));
    const read = readIdentifier(kind, text);
    if (!read.ok) return wrong("identifier", t(kind === "phone" ? `check.phone_${phoneFault(read.error)}` : "check.email_fault"));
    setErrors([]);
    setStage({ name: "confirming", token: read.token, display: read.display, unusual: read.unusual });
  };
  const check = (token: string, display: string): void => {
    setBusy(true);
    void session.check(token).then((answer) => {
      if (answer.remaining) setRemaining(answer.remaining);
      setStage({ name: "answered", token, display, result: answer.result });
      setBusy(false);
    });
  };
  const restart = (): void => {
    setText("");
    setChosen(null);
    setStage({ name: "asking" });
  };

  if (stage.name === "answered") {
    return (
      <Page key="result" heading={t("result.heading")} title={ts("check.tab")} onBack={() => setStage({ name: "asking" })}>
        <p class="checked">{t("result.checked")} <strong translate={false}>{stage.display}</strong></p>
        <Answer result={stage.result} busy={busy} onRetry={() => check(stage.token, stage.display)} />
        <Actions><Button kind={stage.result.kind === "could_not_check" ? "secondary" : "primary"} onClick={restart}>{t("result.another")}</Button></Actions>
        <Left remaining={left} />
        <h2>{t("result.call")}</h2>
        <PhoneLines lines={kFirstLines} />
      </Page>
    );
  }
  if (stage.name === "confirming") {
    return (
      <Page key="confirm" heading={t("check.confirm_heading")} title={ts("check.tab")} onBack={() => setStage({ name: "asking" })}>
        <p class="readback" translate={false}>{stage.display}</p>
        {stage.unusual && <Notice kind="caution" title={t("check.unusual_title")}><p>{t("check.unusual_text")}</p></Notice>}
        <p>{t("check.confirm_text")}</p>
        <Actions>
          <Button onClick={() => check(stage.token, stage.display)} busy={busy && t("check.busy")}>{t("check.confirm_action")}</Button>
          <Button kind="secondary" onClick={() => setStage({ name: "asking" })}>{t("check.confirm_change")}</Button>
        </Actions>
        {busy && <Loading text={t("check.busy_text")} />}
        <Left remaining={left} />
      </Page>
    );
  }
  return (
    <Page key="ask" heading={t("check.heading")} title={ts("check.tab")} lead={t("check.lead")} errors={errors}>
      <Form onSubmit={look}>
        <Field name="identifier" kind={kind ?? "text"} label={t("check.label")} hint={t("check.hint")} value={text} onInput={setText}
          error={errorFor(errors, "identifier")}
          note={text && (chosen ? null : recognised ? t(`check.read_as_${recognised}`) : t("check.read_as_nothing"))} />
        {(text !== "" && (recognised === null || chosen !== null)) && (
          <RadioGroup name="kind" label={t("check.kind")} value={chosen} onChange={setChosen} error={errorFor(errors, "kind")}
            options={[{ value: "phone", label: t("check.kind_phone") }, { value: "email", label: t("check.kind_email") }]} />
        )}
        <Actions><Button type="submit">{t("check.action")}</Button><Button kind="secondary" onClick={paste}>{t("check.paste")}</Button></Actions>
      </Form>
      {asked.state === "failed" && left === null
        ? <p class="note">{t("check.left_unknown")} <Link onFollow={again}>{t("page.retry")}</Link></p>
        : <Left remaining={left} />}
      <p class="note">{t("check.later")}</p>
    </Page>
  );
}

function phoneFault(error: string): "region" | "short" | "characters" | "fault" {
  if (error === "region") return "region";
  if (error === "too_short") return "short";
  return error === "characters" ? "characters" : "fault";
}

function Left({ remaining }: { remaining: Remaining | null }): JSX.Element | null {
  if (remaining === null) return null;
  return <p class="note">{t("check.left_today", { count: remaining.today })} {t("check.left_period", { count: remaining.period })}</p>;
}

function Answer({ result, busy, onRetry }: { result: CheckResult; busy: boolean; onRetry: () => void }): JSX.Element {
  const session = useSession();
  // Fetched whatever was found: the server must not learn from what follows a check how it ended.
  const [load, again] = useLoad(() => session.warnings(), [session, result]);
  switch (result.kind) {
    case "hit":
      return <Hit found={result.warnings} load={load} onAgain={again} />;
    case "nothing_live":
      return (
        <NothingLive>
          {result.isCanary && <p>{t("result.canary")}</p>}
          <p>{t("result.further")}</p>
          <ul>
            <li>{t("result.further_call")}</li>
            <li>{t("result.further_tell")}</li>
            <li>{t("result.further_feeling")}</li>
          </ul>
        </NothingLive>
      );
    case "could_not_check":
      // A retry is of no use where only waiting or another act helps.
      return (
        <>
          <CouldNotCheck reason={t(`unknown.${result.reason}`)} {...(result.reason === "budget" || busy ? {} : { onRetry })} />
          {busy && <Loading text={t("check.busy_text")} />}
        </>
      );
  }
}

function Hit({ found, load, onAgain }: { found: readonly FoundWarning[]; load: Load<Warnings>; onAgain: () => void }): JSX.Element {
  const shown = (reference: Uint8Array): Warning | undefined =>
    load.state === "ready" ? load.value.warnings.find((warning) => warning.reference === hex(reference)) : undefined;
  const lacking = (reference: Uint8Array): readonly NotLoaded[] =>
    load.state === "ready" ? load.value.notLoaded.filter((one) => one.reference === hex(reference)) : [];
  return (
    <Notice kind="live" spoken title={t("result.hit_title", { count: found.length })}>
      <p>{t("result.hit_text")}</p>
      {found.map(({ reference, level }) => {
        const warning = shown(reference);
        return (
          <div class="found" key={hex(reference)}>
            {warning
              ? <WarningSummary warning={warning} onFollow={() => router.go({ name: "warning", reference: warning.reference })} />
              : <p><strong>{t(`level.${level}`)}.</strong> {load.state === "loading" ? t("loading.text") : t("result.hit_sealed")}</p>}
            <WhyNotShown notLoaded={lacking(reference)} />
          </div>
        );
      })}
      {load.state === "failed" && <Button kind="secondary" onClick={onAgain}>{t("page.retry")}</Button>}
      <p>{t("result.hit_advice")}</p>
    </Notice>
  );
}
