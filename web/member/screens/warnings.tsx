/** All live warnings, filtered here on the phone: no server learns which area she looks at. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { areaBands, codes, type AreaBand } from "../../shared/generated/vocabulary.ts";
import { formatDay, formatTime, t, ts } from "../../shared/i18n/index.ts";
import { Empty, Link, LoadFailed, Loading, Page, Tag, List, useLoad, Button } from "../../shared/ui/index.ts";
import { router } from "../routes.ts";
import { useSession, type Warning } from "../services.ts";
import { word } from "../words.ts";
import { areaText, LevelTag, NotShown, periodText, titleOf } from "./warning_parts.tsx";

// Kept while unlocked, in memory only.
let area: AreaBand | "" = "";

/** A period's last month, so that months and quarters stand in one order. */
function lastMonth(period: string): string {
  const quarter = /^(\d{4})-Q([1-4])$/.exec(period);
  return quarter ? `${quarter[1]}-${String(Number(quarter[2]) * 3).padStart(2, "0")}` : period;
}

/** Unread first, then the newest period, then the most serious. */
export function inOrder(warnings: readonly Warning[]): Warning[] {
  return [...warnings].sort((a, b) =>
    Number(b.isNew) - Number(a.isNew) || lastMonth(b.body.period).localeCompare(lastMonth(a.body.period)) || b.body.level - a.body.level);
}

/** A warning for the whole country belongs to every area. */
export function inArea(warnings: readonly Warning[], wanted: AreaBand | ""): Warning[] {
  return warnings.filter(({ body }) => wanted === "" || body.area === wanted || body.area === "uk");
}

export function WarningsScreen(): JSX.Element {
  const session = useSession();
  const [chosen, setChosen] = useState(area);
  const [load, again] = useLoad(() => session.warnings(), [session]);
  const choose = (wanted: AreaBand | ""): void => {
    area = wanted;
    setChosen(wanted);
  };
  return (
    <Page heading={t("warnings.heading")} title={ts("warnings.tab")}>
      <div class="field">
        <label for="area">{t("warnings.area")}</label>
        <p class="hint" id="area-hint">{t("warnings.area_hint")}</p>
        <select id="area" aria-describedby="area-hint" value={chosen} onChange={(event) => choose(event.currentTarget.value as AreaBand | "")}>
          <option value="">{ts("warnings.everywhere")}</option>
          {codes(areaBands).filter((code) => code !== "uk").map((code) => <option key={code} value={code}>{ts(`area.${code}`)}</option>)}
        </select>
      </div>
      {load.state === "loading" && <Loading />}
      {load.state === "failed" && <LoadFailed title={t("warnings.failed")} onRetry={again} />}
      {load.state === "ready" && (
        <>
          <p class="note">{t("warnings.updated", { day: formatDay(new Date(load.value.issued)), time: formatTime(new Date(load.value.issued)) })}
            {" "}<Link onFollow={again}>{t("warnings.again")}</Link></p>
          {load.value.notLoaded.length > 0 && <NotShown notLoaded={load.value.notLoaded} title={t("warnings.sealed", { count: load.value.notLoaded.length })} />}
          <Rows warnings={inOrder(inArea(load.value.warnings, chosen))} isAll={load.value.notLoaded.length === 0} area={chosen} onEverywhere={() => choose("")} />
        </>
      )}
    </Page>
  );
}

/** `isAll`: nothing that is live lacks. Only then may it be said that there is none; of what lacks not even the area is known. */
function Rows({ warnings, isAll, area: wanted, onEverywhere }: {
  warnings: readonly Warning[]; isAll: boolean; area: AreaBand | ""; onEverywhere: () => void;
}): JSX.Element | null {
  if (warnings.length === 0 && !isAll) return wanted === "" ? null : <Button kind="secondary" onClick={onEverywhere}>{t("warnings.show_all")}</Button>;
  if (warnings.length === 0) {
    return wanted === ""
      ? <Empty text={t("warnings.none")}><p>{t("warnings.none_more")}</p></Empty>
      : <Empty text={t("warnings.none_area", { area: <strong>{word("area", wanted)}</strong> })}><Button kind="secondary" onClick={onEverywhere}>{t("warnings.show_all")}</Button></Empty>;
  }
  return (
    <List>
      {warnings.map((warning) => (
        <li key={warning.reference}>
          <p class="list-title">
            <Link onFollow={() => router.go({ name: "warning", reference: warning.reference })}>{titleOf(warning.body)}</Link>
            {warning.isNew && <> <Tag kind="live">{t("warnings.new")}</Tag></>}
          </p>
          <p class="soft"><LevelTag level={warning.body.level} /> {areaText(warning.body.area)}, {periodText(warning.body.period)}</p>
        </li>
      ))}
    </List>
  );
}
