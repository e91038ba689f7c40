/** Who belongs to the organisation, in which role; invitations that wait; ending what somebody may do. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { formatDay, t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Empty, List, LoadFailed, Loading, Notice, Page, Tag, useLoad } from "../../shared/ui/index.ts";
import { word } from "../../member/words.ts";
import { ActFailed, Confirm, Mark, useAct } from "../parts.tsx";
import { isApi } from "../refusals.ts";
import { router } from "../routes.ts";
import { useDesk, type InvitationEntry, type PersonEntry } from "../services.ts";

export function PeopleScreen(): JSX.Element {
  const desk = useDesk();
  const seesPeople = desk.role !== "project_worker";
  return (
    <Page key="people" heading={t("people.heading")} title={ts("people.tab")} lead={t(seesPeople ? "people.lead" : "people.lead_worker")}>
      <Actions>
        <Button onClick={() => router.go({ name: "invite" })}>{t("people.invite")}</Button>
        {desk.role === "case_lead" && <Button kind="secondary" onClick={() => router.go({ name: "keys" })}>{t("people.keys")}</Button>}
      </Actions>
      <Invitations />
      {seesPeople && <Everybody />}
    </Page>
  );
}

function Invitations(): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.invitations(), [desk]);
  const [cancelled, setCancelled] = useState(false);
  if (load.state === "loading") return <Loading />;
  if (load.state === "failed") return <LoadFailed title={t("invitations.failed")} onRetry={again} />;
  const running = load.value.filter(({ state }) => state === "open" || state === "needs_signature");
  const forMe = running.filter((entry) => entry.forMe);
  const own = running.filter((entry) => entry.mine);
  const others = running.filter((entry) => !entry.mine && !entry.forMe);
  const changed = (isCancelled: boolean) => (): void => {
    setCancelled(isCancelled);
    again();
  };
  const rows = (entries: readonly InvitationEntry[]): JSX.Element => (
    <List>{entries.map((entry) => <li key={entry.invitation}><Running entry={entry} onCancelled={changed(true)} /></li>)}</List>
  );
  return (
    <>
      {cancelled && <Notice kind="done" spoken title={t("invitations.cancelled")}><p>{t("invitations.cancelled_text")}</p></Notice>}
      {forMe.length > 0 && (
        <>
          <h2>{t("invitations.for_me")}</h2>
          <p>{t("invitations.for_me_text")}</p>
          <List>{forMe.map((entry) => <li key={entry.invitation}><ForMe entry={entry} onSigned={changed(false)} onCancelled={changed(true)} /></li>)}</List>
        </>
      )}
      <h2>{t("invitations.own")}</h2>
      {own.length === 0 ? <p class="soft">{t("invitations.own_none")}</p> : rows(own)}
      {others.length > 0 && <><h2>{t("invitations.others")}</h2>{rows(others)}</>}
    </>
  );
}

function Running({ entry, onCancelled }: { entry: InvitationEntry; onCancelled: () => void }): JSX.Element {
  const isWaiting = entry.state === "needs_signature";
  return (
    <>
      <p class="list-title">{word("role", entry.role)} <Mark id={entry.invitation} /> <Tag kind={isWaiting ? "strong" : "plain"}>{t(isWaiting ? "invitations.state_needs_signature" : "invitations.state_open")}</Tag></p>
      <p class="soft">{t("invitations.until", { day: formatDay(new Date(entry.expires)) })}</p>
      <Cancel entry={entry} onCancelled={onCancelled} />
    </>
  );
}

function Cancel({ entry, onCancelled }: { entry: InvitationEntry; onCancelled: () => void }): JSX.Element {
  const desk = useDesk();
  const act = useAct();
  return (
    <>
      {isApi(act.failure, "conflict") ? <Notice kind="failed" spoken title={t("invitations.cancel_failed")}><p>{t("invitations.cancel_over")}</p></Notice>
        : <ActFailed act={act} title={t("invitations.cancel_failed")} />}
      <Confirm kind="quiet" label={<>{t("invitations.cancel")}<span class="unseen"> <Mark id={entry.invitation} /></span></>} question={t("invitations.cancel_question")}
        action={t("invitations.cancel_action")} busy={act.busy && t("invitations.cancelling")} onConfirm={() => act.run("cancel", async () => {
          await desk.cancelInvitation(entry.invitation);
          onCancelled();
        })} />
    </>
  );
}

function ForMe({ entry, onSigned, onCancelled }: { entry: InvitationEntry; onSigned: () => void; onCancelled: () => void }): JSX.Element {
  const desk = useDesk();
  const act = useAct();
  return (
    <>
      <p class="list-title">{word("role", entry.role)} <Mark id={entry.invitation} /></p>
      <p class="soft">{t("invitations.until", { day: formatDay(new Date(entry.expires)) })}</p>
      <ActFailed act={act} title={t("invitations.sign_failed")} />
      <Actions>
        <Button kind="secondary" busy={act.busy && t("invitations.signing")} onClick={() => act.run("sign", async () => {
          await desk.coSign(entry.invitation);
          onSigned();
        })}>{t("invitations.sign")}<span class="unseen"> <Mark id={entry.invitation} /></span></Button>
      </Actions>
      <Cancel entry={entry} onCancelled={onCancelled} />
    </>
  );
}

function Everybody(): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.people(), [desk]);
  const [revoked, setRevoked] = useState(false);
  const all = load.state === "ready" ? load.value : [];
  const parts = [
    { name: "staff", rows: all.filter(({ role }) => role !== "member") },
    { name: "members", rows: all.filter(({ role }) => role === "member") },
  ] as const;
  return (
    <>
      {revoked && (
        <Notice kind="done" spoken title={t("people.revoked_title")}>
          <p>{t("people.revoked_text")}</p>
          {desk.role === "case_lead" && <Button kind="secondary" onClick={() => router.go({ name: "keys" })}>{t("people.keys")}</Button>}
        </Notice>
      )}
      {load.state === "loading" && <Loading />}
      {load.state === "failed" && <LoadFailed title={t("people.failed")} onRetry={again} />}
      {load.state === "ready" && all.length === 0 && <Empty text={t("people.none")} />}
      {parts.filter(({ rows }) => rows.length > 0).map(({ name, rows }) => (
        <section key={name}>
          <h2>{t(`people.${name}`)}</h2>
          <List>
            {rows.map((person) => <li key={person.account}><Person person={person} onRevoked={() => {
              setRevoked(true);
              again();
            }} /></li>)}
          </List>
        </section>
      ))}
    </>
  );
}

function Person({ person, onRevoked }: { person: PersonEntry; onRevoked: () => void }): JSX.Element {
  const desk = useDesk();
  const act = useAct();
  return (
    <>
      <p class="list-title">{word("role", person.role)} <span class="mark" translate={false}>{person.mark}</span>{person.isMe && <> <Tag>{t("people.me")}</Tag></>}</p>
      <ActFailed act={act} title={t("people.revoke_failed")} />
      {person.isLast && <p class="note">{t("people.last")}</p>}
      {person.mayRevoke && !person.isLast && (
        <Confirm kind="quiet" label={<>{t("people.revoke")}<span class="unseen"> {person.mark}</span></>} question={t("people.revoke_question", { role: <>{word("role", person.role)}</>, mark: person.mark })}
          action={t("people.revoke_action")} busy={act.busy && t("people.revoking")} onConfirm={() => act.run("revoke", async () => {
            await desk.revoke(person.account);
            onRevoked();
          })} />
      )}
    </>
  );
}
