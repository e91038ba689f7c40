/** Signing in: a name that says nothing and a passphrase. A wrong one gives no hint which of the two it was. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Field, Form } from "../../shared/ui/form.tsx";
import { Notice } from "../../shared/ui/notices.tsx";
import { errorFor, Link, Page, type FieldError } from "../../shared/ui/page.tsx";
import { problemOf, type Problem } from "../problems.ts";
import { router } from "../routes.ts";
import { useServices, type About, type Session } from "../services.ts";

/** What is wrong before anything is sent. */
export function missing(login: string, passphrase: string): FieldError[] {
  return [
    ...(login.trim() ? [] : [{ field: "login", message: t("sign_in.login_missing") }]),
    ...(passphrase.trim() ? [] : [{ field: "passphrase", message: t("sign_in.passphrase_missing") }]),
  ];
}

/** Why signing in failed. Refusals are one text for every cause. */
export function SignInProblem({ problem }: { problem: Problem | null }): JSX.Element | null {
  if (problem === null) return null;
  const refused = problem === "refused" || problem === "broken" || problem === "changed";
  return (
    <Notice kind="failed" spoken title={t("sign_in.failed_title")}>
      <p>{refused ? t("sign_in.refused") : t(`problem.${problem}`)}</p>
    </Notice>
  );
}

/** Says why what was open is not. */
export function Closed(): JSX.Element {
  return <Notice spoken title={t("sign_in.closed")}><p>{t("sign_in.closed_text")}</p></Notice>;
}

export function SignInScreen({ about, closed, onUnlock }: { about: About | null; closed: boolean; onUnlock: (session: Session) => void }): JSX.Element {
  const services = useServices();
  const [login, setLogin] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const send = (): void => {
    const wrong = missing(login, passphrase);
    setErrors(wrong);
    setProblem(null);
    if (wrong.length > 0 || busy) return;
    setBusy(true);
    services.signIn(login, passphrase).then(onUnlock, (error: unknown) => {
      setProblem(problemOf(error));
      setBusy(false);
    });
  };
  return (
    <Page heading={t("sign_in.heading")} title={ts("sign_in.tab")} lead={about?.organisation} errors={errors}>
      {closed && <Closed />}
      <SignInProblem problem={problem} />
      <Form onSubmit={send} onInput={() => services.prepare()}>
        <Field name="login" label={t("sign_in.login")} hint={t("sign_in.login_hint")} autoComplete="username"
          value={login} onInput={setLogin} error={errorFor(errors, "login")} />
        <Field name="passphrase" kind="password" label={t("sign_in.passphrase")} hint={t("sign_in.passphrase_hint")} autoComplete="current-password"
          value={passphrase} onInput={setPassphrase} error={errorFor(errors, "passphrase")} />
        <Actions><Button type="submit" busy={busy && t("sign_in.busy")}>{t("sign_in.action")}</Button></Actions>
      </Form>
      <h2>{t("sign_in.other")}</h2>
      <ul class="links">
        <li><Link onFollow={() => router.go({ name: "join" })}>{t("sign_in.invitation")}</Link></li>
        <li><Link onFollow={() => router.go({ name: "code" })}>{t("sign_in.code")}</Link></li>
        <li><Link onFollow={() => router.go({ name: "safety" })}>{t("sign_in.safety")}</Link></li>
        <li><Link onFollow={() => router.go({ name: "help" })}>{t("sign_in.help")}</Link></li>
      </ul>
    </Page>
  );
}
