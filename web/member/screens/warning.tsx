/** One warning. It says what was reported, not what is proven. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { kFirstLines } from "../../shared/phone_lines.ts";
import { t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Empty, LoadFailed, Loading, Notice, Page, PhoneLines, useLoad } from "../../shared/ui/index.ts";
import { goBack, router } from "../routes.ts";
import { useSession } from "../services.ts";
import { LevelTag, NotShown, periodText, titleOf, WarningFacts } from "./warning_parts.tsx";

export function WarningScreen({ reference, onSeen }: { reference: string; onSeen: () => void }): JSX.Element {
  const session = useSession();
  // What led here is at hand, and asking again would tell that it was followed.
  const [load, again] = useLoad(() => {
    const last = session.lastWarnings();
    return last?.warnings.some((each) => each.reference === reference) ? Promise.resolve(last) : session.warnings();
  }, [session, reference]);
  const sealed = load.state === "ready" ? load.value.notLoaded.filter((each) => each.reference === reference) : [];
  const warning = load.state === "ready" ? load.value.warnings.find((each) => each.reference === reference) : undefined;
  useEffect(() => {
    if (!warning) return;
    session.markRead(warning);
    onSeen();
  }, [warning]);
  if (!warning) {
    return (
      <Page key="none" heading={t("warning.heading")} title={ts("warnings.tab")} onBack={goBack}>
        {load.state === "loading" && <Loading />}
        {load.state === "failed" && <LoadFailed title={t("warnings.failed")} onRetry={again} />}
        {sealed.length > 0 && <NotShown notLoaded={sealed} title={t("warning.sealed")} onRetry={again} />}
        {load.state === "ready" && sealed.length === 0 && <Empty text={t("warning.gone")}><p>{t("warning.gone_text")}</p></Empty>}
      </Page>
    );
  }
  const { body } = warning;
  const toMe = async (): Promise<void> => {
    // A draft that is there stays.
    if (session.draft() === null) {
      const { draftAbout } = await import("../report/about.ts");
      void session.saveDraft(draftAbout(body)).catch(() => undefined);
    }
    router.reset({ name: "report" });
  };
  return (
    <Page key="warning" heading={titleOf(body)} title={ts("warnings.tab")} onBack={goBack}>
      <p><LevelTag level={body.level} /></p>
      <Notice title={t("warning.not_proven")}><p>{t("warning.not_proven_text")}</p></Notice>
      <WarningFacts body={body} />
      <h2>{t("warning.advice")}</h2>
      <ul>
        <li>{t(body.level === 2 ? "warning.advice_danger" : "warning.advice_caution")}</li>
        <li>{t("warning.advice_tell")}</li>
        <li>{t("warning.advice_keep")}</li>
      </ul>
      <p class="note">{t("warning.until", { month: <>{periodText(body.expiresMonth)}</> })}</p>
      <Actions><Button onClick={toMe}>{t("warning.me_too")}</Button></Actions>
      <h2>{t("result.call")}</h2>
      <PhoneLines lines={kFirstLines} />
    </Page>
  );
}
