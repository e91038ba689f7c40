/** The questions of a report, one page each. Each gets the answers, changes them, and may refuse to go on. */
import type { ComponentChild, JSX } from "preact";
import { useState } from "preact/hooks";
import {
  areaBands, codes, descriptorKinds, descriptorValues, identifierKinds, incidentGroups, incidentTypes, moGroups, moTags, urgencies,
  type AreaBand, type DescriptorKind, type DescriptorValue, type IdentifierKind, type IncidentGroup, type IncidentType, type MoGroup, type MoTag,
} from "../../shared/generated/vocabulary.ts";
import { choose, reportScopes, type ReportScope } from "../../shared/client/consent_texts.ts";
import { normaliseIdentifier, platforms, type IdentifierInput, type Platform } from "../../shared/identifier.ts";
import { formatMonth, t, ts } from "../../shared/i18n/index.ts";
import {
  Button, CheckboxGroup, errorFor, Field, Notice, PhoneLines, RadioGroup, TextArea, type FieldError, type Option,
} from "../../shared/ui/index.ts";
import { useSession } from "../services.ts";
import { word } from "../words.ts";
import { consentText, teamName } from "./consent.ts";
import { kSpokenKinds, kWordsLimit, stated, type Answers, type Step, type SubjectIdentifier } from "./answers.ts";

export interface QuestionProps {
  readonly answers: Answers;
  readonly set: (change: Partial<Answers>) => void;
  readonly errors: readonly FieldError[];
}

export interface Question {
  readonly heading: () => ComponentChild;
  readonly lead?: () => ComponentChild;
  readonly Body: (props: QuestionProps) => JSX.Element;
  /** What keeps from going on; nothing for nearly all. */
  readonly check?: (answers: Answers) => FieldError[];
}

function options<Code extends string>(all: readonly Code[], label: (code: Code) => ComponentChild): Option<Code>[] {
  return all.map((value) => ({ value, label: label(value) }));
}

function Safe({ answers, set }: QuestionProps): JSX.Element {
  return (
    <>
      <RadioGroup name="safe" hideLabel label={t("q.safe")} value={answers.safe} onChange={(safe) => set({ safe })} options={[
        { value: "yes", label: t("q.safe_yes") }, { value: "no", label: t("q.safe_no") }, { value: "unsure", label: t("q.safe_unsure") },
      ]} />
      {(answers.safe === "no" || answers.safe === "unsure") && (
        <Notice kind="caution" spoken title={t("q.safe_now_title")}><p>{t("q.safe_now_text")}</p><PhoneLines /></Notice>
      )}
      <RadioGroup name="urgency" label={t("q.urgency")} hint={t("q.urgency_hint")} value={answers.urgency} onChange={(urgency) => set({ urgency })}
        options={options(codes(urgencies), (code) => t(`q.urgency_${code}`))} />
    </>
  );
}

/** Groups that open one by one; a group with a tick stays open. */
function Grouped<Group extends string, Code extends string>({ groups, group, values, chosen, label, title, onChange }: {
  groups: readonly Group[]; group: (code: Code) => Group; values: readonly Code[]; chosen: readonly Code[];
  label: (code: Code) => ComponentChild; title: (group: Group) => ComponentChild; onChange: (chosen: Code[]) => void;
}): JSX.Element {
  const [opened, setOpened] = useState<readonly Group[]>(() => groups.filter((each) => chosen.some((code) => group(code) === each)));
  return (
    <>
      {groups.map((each) => {
        const inside = values.filter((code) => group(code) === each);
        const count = inside.filter((code) => chosen.includes(code)).length;
        const open = opened.includes(each);
        return (
          <details key={each} class="group" open={open} onToggle={(event) => {
            const isOpen = event.currentTarget.open;
            setOpened((before) => (isOpen ? [...new Set([...before, each])] : before.filter((other) => other !== each)));
          }}>
            <summary>{title(each)} {count > 0 && <span class="tag strong">{t("q.chosen", { count })}</span>}</summary>
            <CheckboxGroup name={`group-${each}`} hideLabel label={title(each)} values={chosen.filter((code) => inside.includes(code))}
              options={options(inside, label)}
              onChange={(now) => onChange(values.filter((code) => (inside.includes(code) ? now.includes(code) : chosen.includes(code))))} />
          </details>
        );
      })}
    </>
  );
}

function What({ answers, set, errors }: QuestionProps): JSX.Element {
  return (
    <div id="incidents" class={errorFor(errors, "incidents") ? "field wrong" : undefined} tabIndex={-1}>
      {errorFor(errors, "incidents") && <p class="error">{errorFor(errors, "incidents")}</p>}
      <Grouped<IncidentGroup, IncidentType> groups={codes(incidentGroups)} group={(code) => incidentTypes[code].group} values={codes(incidentTypes)}
        chosen={answers.incidents} label={(code) => word("incident", code)} title={(each) => word("incident_group", each)}
        onChange={(incidents) => set({ incidents })} />
      <h2>{t("q.how")}</h2>
      <p class="hint">{t("q.how_hint")}</p>
      <Grouped<MoGroup, MoTag> groups={codes(moGroups)} group={(code) => moTags[code].group} values={codes(moTags)}
        chosen={answers.behaviours} label={(code) => word("behaviour", code)} title={(each) => word("behaviour_group", each)}
        onChange={(behaviours) => set({ behaviours })} />
    </div>
  );
}

const kMonthsBack = 24;

/** The last months, newest first, as "2026-11". */
export function recentMonths(now: Date): string[] {
  return Array.from({ length: kMonthsBack }, (_, back) => {
    const month = new Date(now.getFullYear(), now.getMonth() - back, 1);
    return `${month.getFullYear()}-${String(month.getMonth() + 1).padStart(2, "0")}`;
  });
}

export function monthText(month: string): string {
  return formatMonth(new Date(Number(month.slice(0, 4)), Number(month.slice(5)) - 1, 1));
}

function When({ answers, set }: QuestionProps): JSX.Element {
  const months = recentMonths(new Date());
  return (
    <>
      <div class="field">
        <label for="month">{t("q.month")}</label>
        <p class="hint" id="month-hint">{t("q.month_hint")}</p>
        <select id="month" aria-describedby="month-hint" value={answers.month ?? ""} onChange={(event) => set({ month: event.currentTarget.value || null })}>
          <option value="">{ts("q.unknown")}</option>
          {months.map((month) => <option key={month} value={month}>{monthText(month)}</option>)}
        </select>
      </div>
      <Field name="around" label={t("q.around")} hint={t("q.around_hint")} value={answers.around} onInput={(around) => set({ around })} />
    </>
  );
}

function Where({ answers, set }: QuestionProps): JSX.Element {
  return (
    <RadioGroup<AreaBand | ""> name="area" hideLabel label={t("q.where")} value={answers.area ?? ""} onChange={(area) => set({ area: area === "" ? null : area })}
      options={[...options(codes(areaBands).filter((code) => code !== "uk"), (code) => word("area", code)), { value: "uk", label: t("q.nowhere") }, { value: "", label: t("q.unknown") }]} />
  );
}

const kShownKinds = codes(descriptorKinds).filter((kind) => !(kSpokenKinds as readonly DescriptorKind[]).includes(kind) && kind !== "vehicle");

/** Descriptors of one kind replaced by others; single choices hold one at most. */
function withKind(all: readonly DescriptorValue[], kind: DescriptorKind, now: readonly DescriptorValue[]): DescriptorValue[] {
  return codes(descriptorValues).filter((code) => (descriptorValues[code].kind === kind ? now.includes(code) : all.includes(code)));
}

function Descriptor({ kind, answers, set }: QuestionProps & { kind: DescriptorKind }): JSX.Element {
  const values = codes(descriptorValues).filter((code) => descriptorValues[code].kind === kind);
  const chosen = answers.descriptors.filter((code) => values.includes(code));
  const change = (now: readonly DescriptorValue[]): void => set({ descriptors: withKind(answers.descriptors, kind, now) });
  const choices = options(values, (code) => word("descriptor", code));
  return (
    <details class="group" open={chosen.length > 0}>
      <summary>{word("descriptor_kind", kind)} {chosen.length > 0 && <span class="tag strong">{t("q.chosen", { count: chosen.length })}</span>}</summary>
      {descriptorKinds[kind].form === "many"
        ? <CheckboxGroup name={kind} hideLabel label={word("descriptor_kind", kind)} values={chosen} options={choices} onChange={change} />
        : <RadioGroup<DescriptorValue | ""> name={kind} hideLabel label={word("descriptor_kind", kind)} value={chosen[0] ?? ""}
            options={[...choices, { value: "", label: t("q.unknown") }]} onChange={(value) => change(value === "" ? [] : [value])} />}
    </details>
  );
}

function Who(props: QuestionProps): JSX.Element {
  const { answers, set } = props;
  return (
    <>
      {kShownKinds.map((kind) => <Descriptor key={kind} kind={kind} {...props} />)}
      <Descriptor kind="vehicle" {...props} />
      <Field name="vehicle-words" label={t("q.vehicle")} hint={t("q.vehicle_hint")} value={answers.vehicle} onInput={(vehicle) => set({ vehicle })} />
      {kSpokenKinds.map((kind) => (
        <Field key={kind} name={`spoken-${kind}`} label={word("descriptor_kind", kind)} value={answers.spoken[kind]}
          onInput={(text) => set({ spoken: { ...answers.spoken, [kind]: text } })} />
      ))}
    </>
  );
}

/** How an identifier reads back, or null if it does not read. */
export function readSubject(identifier: SubjectIdentifier): string | null {
  const read = normaliseIdentifier(stated(identifier) as IdentifierInput);
  return read.ok ? read.display : null;
}

const kMostIdentifiers = 8;

function Identifiers({ answers, set, errors }: QuestionProps): JSX.Element {
  const rows = answers.identifiers.length > 0 ? answers.identifiers : [{ kind: "phone", text: "", platform: "adultwork" } as const];
  const change = (at: number, row: Partial<SubjectIdentifier>): void =>
    set({ identifiers: rows.map((each, index) => (index === at ? { ...each, ...row } : each)) });
  return (
    <>
      {rows.map((row, index) => {
        const display = row.text.trim() ? readSubject(row) : null;
        return (
          <div class="identifier" key={index} role="group" aria-label={ts("q.identifier_number", { number: index + 1 })}>
            <div class="field">
              <label for={`kind-${index}`}>{t("q.identifier_kind")}</label>
              <select id={`kind-${index}`} value={row.kind} onChange={(event) => change(index, { kind: event.currentTarget.value as IdentifierKind })}>
                {codes(identifierKinds).map((kind) => <option key={kind} value={kind}>{ts(`identifier.${kind}`)}</option>)}
              </select>
            </div>
            {row.kind === "handle" && (
              <div class="field">
                <label for={`platform-${index}`}>{t("q.platform")}</label>
                <select id={`platform-${index}`} value={row.platform} onChange={(event) => change(index, { platform: event.currentTarget.value as Platform })}>
                  {platforms.map((platform) => <option key={platform} value={platform}>{kPlatformNames[platform]}</option>)}
                </select>
              </div>
            )}
            <Field name={`identifier-${index}`} kind={row.kind === "phone" ? "phone" : row.kind === "email" ? "email" : "text"}
              label={word("identifier", row.kind)} value={row.text} onInput={(text) => change(index, { text })}
              error={errorFor(errors, `identifier-${index}`)} note={display !== null && t("q.identifier_read", { text: display })} />
            {rows.length > 1 && <Button kind="quiet" onClick={() => set({ identifiers: rows.filter((_, other) => other !== index) })}>{t("q.identifier_remove")}<span class="unseen"> {t("q.identifier_this", { number: index + 1 })}</span></Button>}
          </div>
        );
      })}
      {rows.length < kMostIdentifiers && (
        <Button kind="secondary" onClick={() => set({ identifiers: [...rows, { kind: "phone", text: "", platform: "adultwork" }] })}>{t("q.identifier_add")}</Button>
      )}
      <p class="note">{t("q.identifier_part")}</p>
    </>
  );
}

const kPlatformNames: Readonly<Record<Platform, string>> = {
  adultwork: "AdultWork", discord: "Discord", facebook: "Facebook", instagram: "Instagram", kik: "Kik", onlyfans: "OnlyFans",
  reddit: "Reddit", signal: "Signal", snapchat: "Snapchat", telegram: "Telegram", tiktok: "TikTok", wechat: "WeChat", x: "X",
};

function Words({ answers, set, errors }: QuestionProps): JSX.Element {
  return (
    <>
      <TextArea name="words" hideLabel label={t("q.words")} rows={10} limit={kWordsLimit} value={answers.words} onInput={(words) => set({ words })}
        error={errorFor(errors, "words")} />
      <p class="note">{t("q.words_note")}</p>
    </>
  );
}

function AboutYou({ answers, set }: QuestionProps): JSX.Element {
  return (
    <>
      <Field name="working-name" label={t("q.working_name")} hint={t("q.working_name_hint")} value={answers.workingName} onInput={(workingName) => set({ workingName })} />
      <Field name="pronouns" label={t("q.pronouns")} hint={t("q.pronouns_hint")} value={answers.pronouns} onInput={(pronouns) => set({ pronouns })} />
    </>
  );
}

function Use({ answers, set }: QuestionProps): JSX.Element {
  const session = useSession();
  const [added, setAdded] = useState(false);
  const team = teamName(session, answers);
  const change = (now: readonly ReportScope[]): void => {
    const moved = reportScopes.find((scope) => now.includes(scope) !== answers.scopes.includes(scope));
    if (moved === undefined) return;
    const on = now.includes(moved);
    setAdded(on && moved !== "READ" && !answers.scopes.includes("READ"));
    set({ scopes: choose(answers.scopes, moved, on) });
  };
  return (
    <>
      {session.teams.length > 1 && (
        <RadioGroup name="team" label={t("use.team")} hint={t("use.team_hint")} value={answers.team ?? session.teams[0]?.id ?? null}
          onChange={(id) => set({ team: id })} options={session.teams.map(({ id, name }) => ({ value: id, label: name }))} />
      )}
      <CheckboxGroup<ReportScope> name="scopes" label={t("use.label")} hint={t("use.hint")} values={answers.scopes} onChange={change}
        options={reportScopes.map((value) => ({ value, label: t(`use.${value}`, { team }), hint: consentText(value, team) }))} />
      <p role="status">{added && t("use.added", { team })}</p>
      <Notice title={t("use.none_title")}><p>{t("use.none_text")}</p></Notice>
      <p>{t("use.needs")}</p>
      <Notice title={t("use.police_title")}><p>{t("use.police_text")}</p></Notice>
      <p>{t("use.stop")}</p>
    </>
  );
}

function Reach({ answers, set, errors }: QuestionProps): JSX.Element {
  return (
    <>
      <RadioGroup name="way" label={t("q.way")} value={answers.contactWay} onChange={(contactWay) => set({ contactWay })} options={[
        { value: "app", label: t("q.way_app"), hint: t("q.way_app_hint") }, { value: "phone", label: t("q.way_phone"), hint: t("phones.bill") },
        { value: "email", label: t("q.way_email") }, { value: "another", label: t("q.way_another") },
      ]} />
      {answers.contactWay !== "app" && (
        <Field name="contact" label={t(`q.contact_${answers.contactWay}`)} hint={t("q.contact_hint")} value={answers.contact}
          kind={answers.contactWay === "another" ? "text" : answers.contactWay} onInput={(contact) => set({ contact })} error={errorFor(errors, "contact")} />
      )}
    </>
  );
}

export const kQuestions: Readonly<Record<Exclude<Step, "preview" | "answers">, Question>> = {
  safe: { heading: () => t("q.safe"), Body: Safe },
  what: {
    heading: () => t("q.what"), lead: () => t("q.what_lead"), Body: What,
    check: ({ incidents }) => (incidents.length > 0 ? [] : [{ field: "incidents", message: t("q.what_missing") }]),
  },
  when: { heading: () => t("q.when"), lead: () => t("q.skip"), Body: When },
  where: { heading: () => t("q.where"), lead: () => t("q.where_lead"), Body: Where },
  who: { heading: () => t("q.who"), lead: () => t("q.who_lead"), Body: Who },
  identifiers: {
    heading: () => t("q.identifiers"), lead: () => t("q.identifiers_lead"), Body: Identifiers,
    check: ({ identifiers }) => identifiers.flatMap((row, index) =>
      row.text.trim() === "" || readSubject(row) !== null ? [] : [{ field: `identifier-${index}`, message: t("q.identifier_wrong", { number: index + 1 }) }]),
  },
  words: {
    heading: () => t("q.words"), lead: () => t("q.words_lead"), Body: Words,
    check: ({ words }) => ([...words].length <= kWordsLimit ? [] : [{ field: "words", message: t("q.words_long", { count: [...words].length - kWordsLimit }) }]),
  },
  about: { heading: () => t("q.about"), lead: () => t("q.about_lead"), Body: AboutYou },
  use: { heading: () => t("use.heading"), lead: () => t("use.lead"), Body: Use },
  reach: {
    heading: () => t("q.reach"), lead: () => t("q.reach_lead"), Body: Reach,
    check: ({ contactWay, contact }) => (contactWay === "app" || contact.trim() ? [] : [{ field: "contact", message: t("q.contact_missing") }]),
  },
};
