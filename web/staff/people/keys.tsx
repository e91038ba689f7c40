/** The team's and the group's keys: made by a case lead's browser, wrapped for each person, renewed every 90 days or at once. */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { formatDay, t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, List, LoadFailed, Loading, Notice, Page, SummaryList, useLoad } from "../../shared/ui/index.ts";
import { Fingerprint } from "../../member/screens/join.tsx";
import { word } from "../../member/words.ts";
import { ActFailed, Confirm, Mark, useAct } from "../parts.tsx";
import { goBack } from "../routes.ts";
import { useDesk, type KeyEpoch } from "../services.ts";

type Said = { readonly what: "team" } | { readonly what: "group"; readonly lost: number } | { readonly what: "given"; readonly count: number };

export function KeysScreen(): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.keys(), [desk]);
  const [said, setSaid] = useState<Said | null>(null);
  const act = useAct();
  const run = (name: string, work: () => Promise<Said>): void => act.run(name, async () => {
    setSaid(null);
    setSaid(await work());
    again();
  });
  const view = load.state === "ready" ? load.value : null;
  const lackTeam = view?.lacking.flatMap(({ id, role, lacks, mark }) => (lacks === "group" || role === null || mark === null ? [] : [{ id, role, mark }])) ?? [];
  const lackGroup = view?.lacking.filter(({ lacks }) => lacks === "group").length ?? 0;
  const team = (): void => run("team", async () => {
    await desk.makeTeamKeys();
    return { what: "team" };
  });
  const group = (): void => run("group", async () => {
    return { what: "group", lost: await desk.makeGroupKey() };
  });
  return (
    <Page key="keys" heading={t("keys.heading")} title={ts("keys.tab")} lead={t("keys.lead")} onBack={goBack}>
      {said && <Notice kind="done" spoken title={said.what === "given" ? t("keys.given", { count: said.count }) : t(`keys.made_${said.what}`)} />}
      {said?.what === "group" && said.lost > 0 && <Notice kind="caution" title={t("keys.lost", { count: said.lost })}><p>{t("keys.lost_text")}</p></Notice>}
      <ActFailed act={act} title={t("keys.act_failed")} />
      {load.state === "loading" && <Loading />}
      {load.state === "failed" && <LoadFailed title={t("keys.failed")} onRetry={again} />}
      {view && (
        <>
          {view.refused > 0 && <Notice kind="live" title={t("keys.refused_title", { count: view.refused })}><p>{t("keys.refused_text")}</p></Notice>}
          <h2>{t("keys.lacking_heading")}</h2>
          {view.lacking.length === 0 ? <p class="soft">{t(view.team === null && view.group === null ? "keys.lacking_all" : "keys.lacking_none")}</p> : (
            <>
              {lackTeam.length > 0 && <p>{t("keys.compare_text")}</p>}
              <List>
                {lackTeam.map(({ id, role, mark }) => (
                  <li key={id}>
                    <p class="list-title">{word("role", role)} <Mark id={id} /></p>
                    <Confirm label={<>{t("keys.give_team")}<span class="unseen"> <Mark id={id} /></span></>} action={t("keys.give_team_action")} busy={act.busy === id && t("keys.giving")}
                      question={t("keys.give_team_question", { mark: <Fingerprint text={mark} /> })}
                      onConfirm={() => run(id, async () => {
                        await desk.giveTeamKeys(mark);
                        return { what: "given", count: 1 };
                      })} />
                  </li>
                ))}
              </List>
              {lackGroup > 0 && (
                <>
                  <p>{t("keys.lack_group", { count: lackGroup })}</p>
                  <Actions>
                    <Button busy={act.busy === "give" && t("keys.giving")} onClick={() => run("give", async () => ({ what: "given", count: await desk.giveGroupKey() }))}>{t("keys.give")}</Button>
                  </Actions>
                </>
              )}
            </>
          )}
          <h2>{t("keys.team_heading")}</h2>
          <Epoch epoch={view.team} none={t("keys.team_none")} text={t("keys.team_none_text")} />
          {view.team === null
            ? <Actions><Button onClick={team} busy={act.busy === "team" && t("keys.making")}>{t("keys.team_make")}</Button></Actions>
            : <Confirm label={t("keys.team_renew")} question={t("keys.renew_question")} action={t("keys.renew_action")} busy={act.busy === "team" && t("keys.making")} onConfirm={team} />}
          <h2>{t("keys.group_heading")}</h2>
          <Epoch epoch={view.group} none={t("keys.group_none")} text={t("keys.group_none_text")} />
          {view.group === null
            ? <Actions><Button onClick={group} busy={act.busy === "group" && t("keys.making")}>{t("keys.group_make")}</Button></Actions>
            : <Confirm label={t("keys.group_renew")} question={t("keys.renew_question")} action={t("keys.renew_action")} busy={act.busy === "group" && t("keys.making")} onConfirm={group} />}
        </>
      )}
    </Page>
  );
}

function Epoch({ epoch, none, text }: { epoch: KeyEpoch | null; none: ComponentChildren; text: ComponentChildren }): JSX.Element {
  if (epoch === null) return <Notice kind="caution" title={none}><p>{text}</p></Notice>;
  return (
    <SummaryList rows={[
      { key: t("keys.epoch"), value: t("keys.number", { number: epoch.epoch }) },
      { key: t("keys.made"), value: formatDay(new Date(epoch.made)) },
      { key: t("keys.ends"), value: formatDay(new Date(epoch.ends)) },
    ]} />
  );
}
