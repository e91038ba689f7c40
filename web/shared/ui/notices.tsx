/**
 * Boxes that tell how things stand. Each kind has its own shape, border and words besides its colour; "could not
 * check" and "nothing live" can't be taken for each other, nor for good news.
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { Button } from "./form.tsx";
import { Icon, type IconName } from "./icons.tsx";
import { PhoneLines } from "./phone_list.tsx";
import { kFirstLines } from "../phone_lines.ts";

export type NoticeKind = "info" | "caution" | "live" | "nothing" | "unknown" | "done" | "failed";

export interface NoticeProps {
  readonly kind?: NoticeKind;
  readonly title: ComponentChildren;
  /** Read out when it appears, for what happens after a press. */
  readonly spoken?: boolean;
  readonly children?: ComponentChildren;
}

export function Notice({ kind = "info", title, spoken = false, children }: NoticeProps): JSX.Element {
  return (
    <section class={`notice ${kind}`} role={spoken ? "status" : undefined}>
      <Icon name={kind satisfies IconName} />
      <div>
        <h2>{title}</h2>
        {children}
      </div>
    </section>
  );
}

/** The answer to a check without a live warning. The wording is fixed: it must never read as a verdict. */
export function NothingLive({ children }: { children?: ComponentChildren }): JSX.Element {
  return <Notice kind="nothing" spoken title={t("check.nothing_title")}><p>{t("check.nothing_text")}</p>{children}</Notice>;
}

/** No answer to a check, whatever the reason. Never to be shown together with anything that looks like a result. */
export function CouldNotCheck({ reason, onRetry }: { reason: ComponentChildren; onRetry?: () => void }): JSX.Element {
  return (
    <Notice kind="unknown" spoken title={t("check.unknown_title")}>
      <p>{reason}</p>
      <p>{t("check.unknown_text")}</p>
      {onRetry && <Button kind="secondary" onClick={onRetry}>{t("page.retry")}</Button>}
    </Notice>
  );
}

const kQuietMs = 300;
const kSlowMs = 10_000;

/** Says nothing for 300 ms, then "Loading…", and after ten seconds whom to call instead of waiting. */
export function Loading({ text = t("loading.text") }: { text?: ComponentChildren }): JSX.Element {
  const [stage, setStage] = useState<"quiet" | "waiting" | "slow">("quiet");
  useEffect(() => {
    const timers = [setTimeout(() => setStage("waiting"), kQuietMs), setTimeout(() => setStage("slow"), kSlowMs)];
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <div class="loading" aria-busy="true">
      <p role="status">{stage !== "quiet" && text}{stage === "slow" && <> {t("loading.slow")}</>}</p>
      {stage === "slow" && <PhoneLines lines={kFirstLines} />}
    </div>
  );
}

/** A list with nothing in it: one sentence and the next step. */
export function Empty({ text, children }: { text: ComponentChildren; children?: ComponentChildren }): JSX.Element {
  return <div class="empty"><p>{text}</p>{children}</div>;
}

/** Something could not be fetched or sent. What was typed stays where it is. */
export function LoadFailed({ title = t("failed.title"), onRetry }: { title?: ComponentChildren; onRetry?: () => void }): JSX.Element {
  return (
    <Notice kind="failed" spoken title={title}>
      <p>{t("failed.text")}</p>
      {onRetry && <Button kind="secondary" onClick={onRetry}>{t("page.retry")}</Button>}
      <PhoneLines lines={kFirstLines} />
    </Notice>
  );
}

/** Asks whether somebody is still there before the screen locks. Any touch counts; the button is for those who want one. */
export function LockNotice({ seconds }: { seconds: number }): JSX.Element {
  // Only the first appearance is read out, not every second.
  return (
    <div class="lock-notice">
      <p><span role="alert">{t("lock.soon")}</span> <span aria-hidden="true">{t("lock.seconds", { count: seconds })}</span></p>
      <Button kind="secondary">{t("lock.stay")}</Button>
    </div>
  );
}
