/** Everything else: who one is here, and what a role does not have as a section of its own. */
import type { JSX } from "preact";
import { useSession } from "../../member/services.ts";
import { word } from "../../member/words.ts";
import { Fingerprint } from "../../member/screens/join.tsx";
import { t, ts } from "../../shared/i18n/index.ts";
import { Button, List, ListItem, Notice, Page, SummaryList } from "../../shared/ui/index.ts";
import { router } from "../routes.ts";
import { kSections } from "../sections.tsx";
import { useDesk } from "../services.ts";

export function MoreScreen({ onLock }: { onLock: () => void }): JSX.Element {
  const desk = useDesk();
  const session = useSession();
  const mayCheck = desk.role === "case_lead" && !kSections[desk.role].includes("check");
  return (
    <Page key="more" heading={t("more.heading")} title={ts("more.tab")}>
      <p><Button onClick={onLock}>{t("more.lock")}</Button></p>
      <List>
        {mayCheck && <ListItem title={t("desk_more.check")} onFollow={() => router.go({ name: "check" })} />}
        {desk.role === "case_lead" && <ListItem title={t("desk_more.keys")} onFollow={() => router.go({ name: "keys" })} />}
        <ListItem title={t("more.passphrase")} onFollow={() => router.go({ name: "passphrase" })} />
        <ListItem title={t("more.help")} onFollow={() => router.go({ name: "help" })} />
      </List>
      <SummaryList rows={[
        { key: t("about.organisation"), value: session.organisation },
        { key: t("desk_more.role"), value: word("role", desk.role) },
        ...(desk.team === null ? [] : [{ key: t("desk_more.team"), value: desk.team }]),
        { key: t("about.login"), value: <span translate={false}>{session.login}</span> },
        { key: t("desk_more.mark"), value: <Fingerprint text={desk.mark} /> },
        { key: t("about.fingerprint"), value: <Fingerprint text={session.fingerprint} /> },
      ]} />
      <Notice title={t("more.locks_title")}><p>{t("desk_more.locks_text")}</p></Notice>
    </Page>
  );
}
