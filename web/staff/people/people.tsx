/** Who belongs to the organisation, in which role; invitations that wait; ending what somebody may do. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { formatDay, t, ts } from "../../shared/i18n/index.ts";
import { Actions, Button, Empty, List, LoadFailed, Loading, Notice, Page, Tag, useLoad } from "../../shared/ui/index.ts";
import { word } from "../../member/words.ts";
import { ActFailed, Confirm, Mark, useAct } from "../parts.tsx";
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
  if (load.state === "loading") return <Loading />;
  if (load.state === "failed") return <LoadFailed title={t("invitations.failed")} onRetry={again} />;
  const forMe = load.value.filter((entry) => entry.forMe);
  const own = load.value.filter((entry) => entry.mine && (entry.state === "open" || entry.state === "needs_signature"));
  return (
    <>
      {forMe.length > 0 && (
        <>
          <h2>{t("invitations.for_me")}</h2>
          <p>{t("invitations.for_me_text")}</p>
          <List>{forMe.map((entry) => <li key={entry.invitation}><ForMe entry={entry} onSigned={again} /></li>)}</List>
        </>
      )}
      <h2>{t("invitations.own")}</h2>
      {own.length === 0 ? <p class="soft">{t("invitations.own_none")}</p> : (
        <List>
          {own.map((entry) => (
            <li key={entry.invitation}>
              <p class="list-title">{word("role", entry.role)} <Mark id={entry.invitation} /> <Tag kind={entry.state === "needs_signature" ? "strong" : "plain"}>{t(entry.state === "needs_signature" ? "invitations.state_needs_signature" : "invitations.state_open")}</Tag></p>
              <p class="soft">{t("invitations.until", { day: formatDay(new Date(entry.expires)) })}</p>
            </li>
          ))}
        </List>
      )}
    </>
  );
}

function ForMe({ entry, onSigned }: { entry: InvitationEntry; onSigned: () => void }): JSX.Element {
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
