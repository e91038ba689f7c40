/** Everything else, and what this network is. */
import type { JSX } from "preact";
import { t, ts } from "../../shared/i18n/index.ts";
import { kLanguages } from "../../shared/i18n/languages.ts";
import { Button, Link, List, ListItem, Notice, Page, SummaryList } from "../../shared/ui/index.ts";
import { language } from "../../shared/i18n/index.ts";
import { goBack, router } from "../routes.ts";
import { useSession } from "../services.ts";
import { Fingerprint } from "./join.tsx";

export function MoreScreen({ onLock }: { onLock: () => void }): JSX.Element {
  const now = kLanguages.find(({ id }) => id === language());
  return (
    <Page heading={t("more.heading")} title={ts("more.tab")}>
      <p><Button onClick={onLock}>{t("more.lock")}</Button></p>
      <List>
        <ListItem title={t("more.help")} onFollow={() => router.go({ name: "help" })} />
        <ListItem title={t("more.safety")} onFollow={() => router.go({ name: "safety" })} />
        <ListItem title={t("more.passphrase")} onFollow={() => router.go({ name: "passphrase" })} />
        <ListItem title={t("more.about")} onFollow={() => router.go({ name: "about" })} />
      </List>
      <h2>{t("more.language")}</h2>
      <p>{t("more.language_text", { name: now?.name ?? "" })}</p>
      <Notice title={t("more.locks_title")}><p>{t("more.locks_text")}</p></Notice>
    </Page>
  );
}

export function AboutScreen(): JSX.Element {
  const session = useSession();
  return (
    <Page key="about" heading={t("about.heading")} title={ts("about.tab")} onBack={goBack}>
      <SummaryList rows={[
        { key: t("about.organisation"), value: session.organisation },
        { key: t("about.login"), value: <span translate={false}>{session.login}</span> },
        { key: t("about.fingerprint"), value: <Fingerprint text={session.fingerprint} /> },
      ]} />
      <p>{t("about.fingerprint_text")}</p>
      <h2>{t("safety.us_title")}</h2>
      <p>{t("safety.us_read")}</p>
      <p>{t("safety.us_see")}</p>
      <p>{t("safety.us_script")}</p>
      <p><Link onFollow={() => router.go({ name: "safety" })}>{t("more.safety")}</Link></p>
    </Page>
  );
}
