/** The reports that may be compared: a list first, and those that belong together by what people decided. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { formatDay, t, ts } from "../../shared/i18n/index.ts";
import { Button, Empty, List, ListItem, LoadFailed, Loading, Notice, Page, Tag, useLoad } from "../../shared/ui/index.ts";
import { kDayMs } from "../dates.ts";
import { Chips, Mark } from "../parts.tsx";
import { router } from "../routes.ts";
import { useDesk, type LinkEntry, type LinkList } from "../services.ts";
import { EntryLine } from "./words.tsx";

type View = "open" | "decided" | "groups";
const kAtOnce = 50;

function isDecided({ decisions }: LinkEntry): boolean {
  return decisions.some(({ verdict }) => verdict !== null);
}

export function LinksScreen(): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.links("now"), [desk]);
  return (
    <Page key="links" heading={t("links.heading")} title={ts("links.tab")} lead={t("links.lead")} wide>
      {load.state === "loading" && <Loading text={t("links.opening")} />}
      {load.state === "failed" && <LoadFailed title={t("links.failed")} onRetry={again} />}
      {load.state === "ready" && (load.value === "awaited" ? <KeyAwaited /> : <Entries links={load.value} onAgain={again} />)}
    </Page>
  );
}

/** Whoever joined after the keys were made, or before there was one for comparing. */
export function KeyAwaited(): JSX.Element {
  const desk = useDesk();
  return (
    <Notice kind="unknown" title={t("links.awaited_title")}>
      <p>{t("links.awaited_text")}</p>
      {desk.role === "case_lead" && <Button kind="secondary" onClick={() => router.go({ name: "keys" })}>{t("no_keys.action")}</Button>}
    </Notice>
  );
}

function Entries({ links, onAgain }: { links: LinkList; onAgain: () => void }): JSX.Element {
  const [view, setView] = useState<View>("open");
  const [shown, setShown] = useState(kAtOnce);
  const { entries, groups, unopened } = links;
  const of = { open: entries.filter((entry) => !isDecided(entry)), decided: entries.filter(isDecided) };
  const rows = view === "groups" ? [] : of[view];
  return (
    <>
      {unopened > 0 && <Notice kind="unknown" title={t("links.unopened", { count: unopened })}><p>{t("links.unopened_text")}</p></Notice>}
      <Chips label={ts("links.views")} value={view} onChange={(next) => {
        setView(next);
        setShown(kAtOnce);
      }} options={[
        { value: "open", label: t("links.view_open", { number: of.open.length }) },
        { value: "decided", label: t("links.view_decided", { number: of.decided.length }) },
        { value: "groups", label: t("links.view_groups", { number: groups.length }) },
      ]} />
      {(view === "groups" ? groups.length === 0 : rows.length === 0) && (
        <Empty text={t(entries.length === 0 ? "links.empty_all" : `links.empty_${view}`)}>
          <Button kind="secondary" onClick={onAgain}>{t("queue.look_again")}</Button>
        </Empty>
      )}
      {rows.length > 0 && <List>{rows.slice(0, shown).map((entry) => <Row key={entry.entry} entry={entry} />)}</List>}
      {rows.length > shown && <p><Button kind="secondary" onClick={() => setShown(shown + kAtOnce)}>{t("links.more", { number: rows.length - shown })}</Button></p>}
      {view === "groups" && groups.map((group) => (
        <section key={group.join()}>
          <h2>{t("links.group", { count: group.length })}</h2>
          <List>{entries.filter(({ entry }) => group.includes(entry)).map((entry) => <Row key={entry.entry} entry={entry} />)}</List>
        </section>
      ))}
    </>
  );
}

function Row({ entry }: { entry: LinkEntry }): JSX.Element {
  const { signedOn } = entry;
  const same = entry.decisions.filter(({ verdict }) => verdict === "same_person").length;
  return (
    <ListItem title={<>{t("links.entry")} <Mark id={entry.entry} /></>} onFollow={() => router.go({ name: "link", entry: entry.entry })}
      tags={same > 0 && <Tag kind="strong">{t("links.together", { count: same })}</Tag>}>
      {signedOn === null ? <p class="soft">{t("link.unsigned_title")}</p> : (
        <>
          <EntryLine entry={entry} />
          <p class="note">{t("links.offered", { day: formatDay(new Date(signedOn * kDayMs)) })}</p>
        </>
      )}
    </ListItem>
  );
}
