/** Sent: the one code that opens the report anywhere, and what happens now. */
import type { JSX } from "preact";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, CodeDisplay, Notice, Page } from "../../shared/ui/index.ts";
import { router } from "../routes.ts";

export function SentScreen({ code }: { code: string }): JSX.Element {
  return (
    <Page heading={t("sent.heading")} title={ts("sent.tab")}>
      <Notice kind="done" spoken title={t("sent.done")}><p>{t("sent.done_text")}</p></Notice>
      <CodeDisplay code={code} label={t("sent.code")} />
      <p>{t("sent.code_text")}</p>
      <p>{t("sent.code_lost")}</p>
      <h2>{t("sent.next")}</h2>
      <ul>
        <li>{t("sent.next_read")}</li>
        <li>{t("sent.next_write")}</li>
        <li>{t("sent.next_stop")}</li>
      </ul>
      <Actions>
        <Button onClick={() => router.reset({ name: "mine" })}>{t("sent.mine")}</Button>
        <Button kind="secondary" onClick={() => router.reset({ name: "check" })}>{t("sent.close")}</Button>
      </Actions>
    </Page>
  );
}
