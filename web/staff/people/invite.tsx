/** Making an invitation. The code is shown once, for paper, and goes from hand to hand. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { formatDay, t, ts, type Key } from "../../shared/i18n/index.ts";
import { codes, roles, type Role } from "../../shared/generated/vocabulary.ts";
import { Actions, Button, errorFor, Form, LoadFailed, Loading, Notice, Page, RadioGroup, useLoad, type FieldError } from "../../shared/ui/index.ts";
import { word } from "../../member/words.ts";
import { ActFailed, Select, useAct } from "../parts.tsx";
import { goBack, router } from "../routes.ts";
import { useDesk, type NewInvitation } from "../services.ts";

/** Whom somebody in this role may invite, alone or with a second signature. */
export function mayInvite(role: Role): Role[] {
  return codes(roles).filter((wanted) => roles[wanted].certifiedBy === "voucher" ? roles[role].vouches
    : roles[wanted].certifiedBy === "administrator_and_case_lead" && (role === "administrator" || role === "case_lead"));
}

export function InviteScreen(): JSX.Element {
  const desk = useDesk();
  const choices = mayInvite(desk.role);
  const [role, setRole] = useState<Role | null>(choices.length === 1 ? choices[0] as Role : null);
  const [partner, setPartner] = useState("");
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [made, setMade] = useState<NewInvitation | null>(null);
  const act = useAct();
  const isStaff = role !== null && roles[role].certifiedBy === "administrator_and_case_lead";
  const send = (): void => {
    const wrong: FieldError[] = role === null ? [{ field: "role", message: t("invite.role_missing") }]
      : isStaff && partner === "" ? [{ field: "partner", message: t("invite.partner_missing") }] : [];
    setErrors(wrong);
    if (wrong.length > 0 || role === null) return;
    act.run("invite", async () => setMade(isStaff ? await desk.inviteStaff(role, partner) : await desk.inviteMember()));
  };
  if (made !== null) return <Code made={made} />;
  return (
    <Page key="ask" heading={t("invite.heading")} title={ts("invite.tab")} lead={t("invite.lead")} onBack={goBack} errors={errors}>
      <ActFailed act={act} title={t("invite.failed")} />
      <Form onSubmit={send}>
        <RadioGroup name="role" label={t("invite.role")} value={role} onChange={setRole} error={errorFor(errors, "role")}
          options={choices.map((value) => ({ value, label: word("role", value), hint: t(`invite.hint_${value}` as Key) }))} />
        {isStaff && <Partner value={partner} onChange={setPartner} error={errorFor(errors, "partner")} />}
        <Actions><Button type="submit" busy={act.busy && t("invite.busy")}>{t("invite.action")}</Button></Actions>
      </Form>
    </Page>
  );
}

/** Who signs as well: a case lead for an administrator, an administrator for a case lead. */
function Partner({ value, onChange, error }: { value: string; onChange: (account: string) => void; error: FieldError["message"] }): JSX.Element {
  const desk = useDesk();
  const [load, again] = useLoad(() => desk.people(), [desk]);
  if (load.state === "loading") return <Loading />;
  if (load.state === "failed") return <LoadFailed title={t("people.failed")} onRetry={again} />;
  const wanted: Role = desk.role === "administrator" ? "case_lead" : "administrator";
  const able = load.value.filter((person) => person.role === wanted);
  if (able.length === 0) return <Notice kind="caution" title={t("invite.no_partner")}><p>{t("invite.no_partner_text")}</p></Notice>;
  return (
    <Select name="partner" label={t("invite.partner")} hint={t("invite.partner_hint")} value={value} onChange={onChange} error={error}
      options={[{ value: "", label: ts("draft.choose") }, ...able.map((person) => ({ value: person.account, label: `${ts(`role.${person.role}` as Key)} ${person.mark}` }))]} />
  );
}

function Code({ made }: { made: NewInvitation }): JSX.Element {
  const groups = made.code.replace(/[^A-Za-z0-9]/g, "").match(/.{1,5}/g) ?? [];
  return (
    <Page key="code" heading={t("invite.code_heading")} title={ts("invite.tab")} lead={t("invite.code_lead")}>
      <div class="card" translate={false}>
        <p class="code-label">{t("invite.code_for", { role: <>{word("role", made.role)}</> })}</p>
        <p class="secret invitation-code">{groups.map((group, index) => <span key={index}>{group} </span>)}</p>
        <p class="code-label">{t("invitations.until", { day: formatDay(new Date(made.expires)) })}</p>
      </div>
      {made.needsSignature && <Notice kind="caution" title={t("invite.second_title")}><p>{t("invite.second_text")}</p></Notice>}
      <ul>
        <li>{t("invite.rule_hand")}</li>
        <li>{t("invite.rule_once")}</li>
        <li>{t("invite.rule_lost")}</li>
      </ul>
      <Actions>
        <Button onClick={() => print()}>{t("invite.print")}</Button>
        <Button kind="secondary" onClick={() => router.reset({ name: "people" })}>{t("invite.done")}</Button>
      </Actions>
    </Page>
  );
}
