/** Her reports, as the vault remembers their codes. */
import type { JSX } from "preact";
import { formatDay, t, ts } from "../../shared/i18n/index.ts";
import { Button, Empty, Link, List, LoadFailed, Loading, Page, Tag, useLoad } from "../../shared/ui/index.ts";
import { router } from "../routes.ts";
import { useSession } from "../services.ts";
import { word } from "../words.ts";

export const kDayMs = 86_400_000;

export function MineScreen(): JSX.Element {
  const session = useSession();
  const [load, again] = useLoad(() => session.reports(), [session]);
  return (
    <Page heading={t("mine.heading")} title={ts("mine.tab")} lead={t("mine.lead")}>
      {load.state === "loading" && <Loading />}
      {load.state === "failed" && <LoadFailed title={t("mine.failed")} onRetry={again} />}
      {load.state === "ready" && (load.value.length === 0
        ? <Empty text={t("mine.none")}><Button kind="secondary" onClick={() => router.reset({ name: "report" })}>{t("mine.start")}</Button></Empty>
        : (
          <List>
            {load.value.map(({ code, made, state, unread }) => (
              <li key={code}>
                <p class="list-title">
                  <Link onFollow={() => router.go({ name: "own", code })}>{t("mine.report", { day: formatDay(new Date(made * kDayMs)) })}</Link>
                  {unread > 0 && <> <Tag kind="live">{t("mine.unread", { count: unread })}</Tag></>}
                </p>
                <p class="soft">{state === null ? t("mine.unreachable") : state === "missing" ? t("mine.missing") : word("state", state)}</p>
              </li>
            ))}
          </List>
        ))}
      <p class="note">{t("mine.note")}</p>
    </Page>
  );
}
