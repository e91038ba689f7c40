/** A demo says so on every screen, and can move its clock so that a walk by hand meets publication at once. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../shared/i18n/index.ts";
import { Button } from "../shared/ui/form.tsx";
import { useServices } from "./services.ts";

export function DemoBanner(): JSX.Element {
  const services = useServices();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<"quarter_hour" | "day" | "failed" | null>(null);
  const advance = (step: "quarter_hour" | "day"): void => {
    setBusy(true);
    services.advance(step).then(() => setSaid(step), () => setSaid("failed")).finally(() => setBusy(false));
  };
  return (
    <aside class="banner">
      <p><strong>{t("demo.title")}</strong> {t("demo.text")}</p>
      <details>
        <summary>{t("demo.clock")}</summary>
        <div class="actions">
          <Button kind="secondary" busy={busy && t("demo.moving")} onClick={() => advance("quarter_hour")}>{t("demo.quarter_hour")}</Button>
          <Button kind="secondary" busy={busy && t("demo.moving")} onClick={() => advance("day")}>{t("demo.day")}</Button>
        </div>
        <p role="status">{said === "failed" ? t("demo.failed") : said === "day" ? t("demo.moved_day") : said && t("demo.moved_quarter_hour")}</p>
      </details>
    </aside>
  );
}
