/** Signing in to the desk. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { problemOf, type Problem } from "../../member/problems.ts";
import { Closed, missing, SignInProblem } from "../../member/screens/sign_in.tsx";
import type { About } from "../../member/services.ts";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, errorFor, Field, Form, Link, Page, type FieldError } from "../../shared/ui/index.ts";
import { router } from "../routes.ts";
import type { StaffServices, StaffSession } from "../services.ts";

export function SignInScreen({ about, closed, services, onUnlock }: {
  about: About | null; closed: boolean; services: StaffServices; onUnlock: (session: StaffSession) => void;
}): JSX.Element {
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
        <Field name="login" label={t("sign_in.login")} hint={t("sign_in.login_hint")} autoComplete="username" value={login} onInput={setLogin} error={errorFor(errors, "login")} />
        <Field name="passphrase" kind="password" label={t("sign_in.passphrase")} hint={t("sign_in.passphrase_hint")} autoComplete="current-password"
          value={passphrase} onInput={setPassphrase} error={errorFor(errors, "passphrase")} />
        <Actions><Button type="submit" busy={busy && t("sign_in.busy")}>{t("sign_in.action")}</Button></Actions>
      </Form>
      <h2>{t("sign_in.other")}</h2>
      <ul class="links">
        <li><Link onFollow={() => router.go({ name: "join" })}>{t("sign_in.invitation")}</Link></li>
        <li><Link onFollow={() => router.go({ name: "help" })}>{t("sign_in.help")}</Link></li>
      </ul>
    </Page>
  );
}
