/** The sections of the application, with the number of things that are new. Numbers only: never what or where. */
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { t, ts } from "../shared/i18n/index.ts";
import type { NavigationItem } from "../shared/ui/shell.tsx";
import { announce } from "../shared/ui/surroundings.ts";
import { router, type Route } from "./routes.ts";
import type { Session } from "./services.ts";

function Label({ text, count }: { text: ReturnType<typeof t>; count: number }): JSX.Element {
  if (count === 0) return <>{text}</>;
  return <>{text}<span class="badge" aria-hidden="true">{count}</span><span class="unseen">{t("nav.new", { count })}</span></>;
}

/** `recount` is for after something was read: it asks nobody. */
export function useSections(session: Session): { navigation: NavigationItem[]; recount: () => void } {
  const [news, setNews] = useState({ warnings: 0, messages: 0 });
  useEffect(() => {
    // Without a connection there is nothing to tell; each screen says so itself.
    session.news().then((counts) => {
      setNews(counts);
      const count = counts.warnings + counts.messages;
      if (count > 0) announce(ts("nav.news", { count }));
    }, () => undefined);
  }, [session]);
  const item = (id: Route["name"], icon: NavigationItem["icon"], label: NavigationItem["label"]): NavigationItem =>
    ({ id, icon, label, onFollow: () => router.reset({ name: id } as Route) });
  return {
    recount: useCallback(() => setNews(session.unread()), [session]),
    navigation: [
      item("check", "check", t("nav.check")),
      item("warnings", "warnings", <Label text={t("nav.warnings")} count={news.warnings} />),
      item("report", "report", t("nav.report")),
      item("mine", "mine", <Label text={t("nav.mine")} count={news.messages} />),
      item("more", "more", t("nav.more")),
    ],
  };
}
