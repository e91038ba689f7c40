/** Joining with an invitation: the code, who stands behind it, sign-in name and passphrase on paper, and a proof of that. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t, ts, formatDay } from "../../shared/i18n/index.ts";
import {
  Actions, Button, Details, errorFor, Field, Form, LoadFailed, Notice, Page, SummaryList, TextArea, CheckboxGroup, type FieldError,
} from "../../shared/ui/index.ts";
import { problemOf, problemText } from "../problems.ts";
import { goBack } from "../routes.ts";
import { useServices, type Invitation, type Newcomer, type Session } from "../services.ts";
import { word } from "../words.ts";

type Stage =
  | { readonly name: "code" }
  | { readonly name: "who"; readonly invitation: Invitation }
  | { readonly name: "card" | "proof"; readonly newcomer: Newcomer }
  | { readonly name: "done"; readonly newcomer: Newcomer };

/** The two words that are asked for: the second and the fourth, wherever the passphrase has five. */
const kAsked = [1, 3] as const;

export function JoinScreen({ onUnlock }: { onUnlock: (session: Session) => void }): JSX.Element {
  const [stage, setStage] = useState<Stage>({ name: "code" });
  switch (stage.name) {
    case "code":
      return <CodeStage key="code" onDone={(invitation) => setStage({ name: "who", invitation })} />;
    case "who":
      return <WhoStage key="who" invitation={stage.invitation} onBack={() => setStage({ name: "code" })}
        onDone={(newcomer) => setStage({ name: "card", newcomer })} />;
    case "card":
      return <CardStage key="card" newcomer={stage.newcomer} onDone={() => setStage({ ...stage, name: "proof" })} />;
    case "proof":
      return <ProofStage key="proof" newcomer={stage.newcomer} onBack={() => setStage({ ...stage, name: "card" })}
        onDone={() => setStage({ name: "done", newcomer: stage.newcomer })} />;
    case "done":
      return <DoneStage key="done" newcomer={stage.newcomer} onUnlock={onUnlock} />;
  }
}

function CodeStage({ onDone }: { onDone: (invitation: Invitation) => void }): JSX.Element {
  const services = useServices();
  const [code, setCode] = useState("");
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [busy, setBusy] = useState(false);
  const send = (): void => {
    const wrong = (message: FieldError["message"]): void => setErrors([{ field: "invitation", message }]);
    if (!code.trim()) return wrong(t("join.code_missing"));
    setBusy(true);
    setErrors([]);
    services.invitation(code).then((answer) => {
      if (!("problem" in answer)) onDone(answer);
      else wrong(answer.problem === "length" ? t("join.code_length") : t("join.code_characters"));
    }, (error: unknown) => {
      const problem = problemOf(error);
      wrong(problem === "refused" ? t("join.code_refused") : problem === "untrusted" ? t("join.code_untrusted") : t(`problem.${problem}`));
    }).finally(() => setBusy(false));
  };
  return (
    <Page heading={t("join.heading")} title={ts("join.tab")} lead={t("join.lead")} onBack={goBack} errors={errors}>
      <Form onSubmit={send}>
        <TextArea name="invitation" label={t("join.code")} hint={t("join.code_hint")} rows={3} value={code} onInput={setCode}
          error={errorFor(errors, "invitation")} />
        <Actions><Button type="submit" busy={busy && t("join.code_busy")}>{t("page.continue")}</Button></Actions>
      </Form>
      <Details summary={t("join.none_title")}><p>{t("join.none_text")}</p></Details>
    </Page>
  );
}

/** For comparing by eye: four groups of five. */
export function Fingerprint({ text }: { text: string }): JSX.Element {
  return <span class="fingerprint" translate={false}>{(text.match(/.{1,5}/g) ?? []).map((group, index) => <span key={index}>{group} </span>)}</span>;
}

function WhoStage({ invitation, onBack, onDone }: {
  invitation: Invitation; onBack: () => void; onDone: (newcomer: Newcomer) => void;
}): JSX.Element {
  const [agreed, setAgreed] = useState<readonly "adult"[]>([]);
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const send = (): void => {
    if (!agreed.includes("adult")) return setErrors([{ field: "adult", message: t("join.adult_missing") }]);
    setErrors([]);
    setFailure(null);
    setBusy(true);
    invitation.prepare().then(onDone, (error: unknown) => {
      setFailure(error);
      setBusy(false);
    });
  };
  return (
    <Page heading={t("join.who_heading")} title={ts("join.tab")} onBack={onBack} errors={errors}>
      {failure !== null && <Notice kind="failed" spoken title={t("join.failed")}><p>{problemText(failure)}</p></Notice>}
      <SummaryList rows={[
        { key: t("join.organisation"), value: invitation.organisation },
        { key: t("join.role"), value: word("role", invitation.role) },
        { key: t("join.expires"), value: formatDay(new Date(invitation.expires)) },
        { key: t("join.fingerprint"), value: <Fingerprint text={invitation.fingerprint} /> },
      ]} />
      <p>{t("join.fingerprint_text")}</p>
      <Form onSubmit={send}>
        <CheckboxGroup name="adult" label={t("join.adult_title")} values={agreed} onChange={setAgreed} error={errorFor(errors, "adult")}
          options={[{ value: "adult" as const, label: t("join.adult") }]} />
        <p>{t("join.adult_text")}</p>
        <Actions><Button type="submit" busy={busy && t("join.who_busy")}>{t("join.who_action")}</Button></Actions>
      </Form>
    </Page>
  );
}

function CardStage({ newcomer, onDone }: { newcomer: Newcomer; onDone: () => void }): JSX.Element {
  return (
    <Page heading={t("join.card_heading")} title={ts("join.tab")} lead={t("join.card_lead")}>
      <div class="card" translate={false}>
        <p class="code-label">{t("sign_in.login")}</p>
        <p class="secret">{newcomer.login}</p>
        <p class="code-label">{t("sign_in.passphrase")}</p>
        <p class="secret">{newcomer.passphrase}</p>
      </div>
      <Notice kind="caution" title={t("join.card_lost_title")}><p>{t("join.card_lost_text")}</p></Notice>
      <p>{t("join.card_keep")}</p>
      <Actions>
        <Button onClick={onDone}>{t("join.card_action")}</Button>
        <Button kind="secondary" onClick={() => print()}>{t("join.card_print")}</Button>
      </Actions>
    </Page>
  );
}

function ProofStage({ newcomer, onBack, onDone }: { newcomer: Newcomer; onBack: () => void; onDone: () => void }): JSX.Element {
  const [typed, setTyped] = useState<readonly [string, string]>(["", ""]);
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const words = newcomer.passphrase.split(" ");
  const send = (): void => {
    const wrong = kAsked.flatMap((place, index) =>
      (typed[index] ?? "").trim().toLowerCase() === words[place] ? [] : [{ field: `word-${place}`, message: t("join.proof_wrong", { number: place + 1 }) }]);
    setErrors(wrong);
    setFailure(null);
    if (wrong.length > 0 || busy) return;
    setBusy(true);
    newcomer.join().then(onDone, (error: unknown) => {
      setFailure(error);
      setBusy(false);
    });
  };
  return (
    <Page heading={t("join.proof_heading")} title={ts("join.tab")} lead={t("join.proof_lead")} onBack={onBack} errors={errors}>
      {failure !== null && <Notice kind="failed" spoken title={t("join.failed")}><p>{problemText(failure)}</p></Notice>}
      <Form onSubmit={send}>
        {kAsked.map((place, index) => (
          <Field key={place} name={`word-${place}`} label={t("join.proof_word", { number: place + 1 })} short value={typed[index] ?? ""}
            onInput={(text) => setTyped(index === 0 ? [text, typed[1]] : [typed[0], text])} error={errorFor(errors, `word-${place}`)} />
        ))}
        <Actions><Button type="submit" busy={busy && t("join.proof_busy")}>{t("join.proof_action")}</Button></Actions>
      </Form>
    </Page>
  );
}

function DoneStage({ newcomer, onUnlock }: { newcomer: Newcomer; onUnlock: (session: Session) => void }): JSX.Element {
  const services = useServices();
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const open = (): void => {
    setBusy(true);
    setFailed(false);
    services.signIn(newcomer.login, newcomer.passphrase).then(onUnlock, () => {
      setFailed(true);
      setBusy(false);
    });
  };
  return (
    <Page heading={t("join.done_heading")} title={ts("join.tab")} lead={t("join.done_lead")}>
      {failed && <LoadFailed onRetry={open} />}
      <ul>
        <li>{t("join.done_lock")}</li>
        <li>{t("join.done_leave")}</li>
      </ul>
      <Actions><Button onClick={open} busy={busy && t("sign_in.busy")}>{t("join.done_action")}</Button></Actions>
    </Page>
  );
}
