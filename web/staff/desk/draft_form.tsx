/**
 * Drafting a warning. What the report says is offered ready to tick; anything else of the vocabulary is one step further.
 * Only what is ticked or written here leaves the report.
 */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import {
  areaBands, codes, descriptorKinds, descriptorValues, fromWire, identifierKinds, incidentGroups, incidentTypes, isCode, moGroups, moTags, warningLevels,
  type AreaBand, type DescriptorValue, type IncidentType, type MoTag, type WarningLevel,
} from "../../shared/generated/vocabulary.ts";
import { formatPeriod, t, ts, type Key } from "../../shared/i18n/index.ts";
import {
  Actions, Button, CheckboxGroup, Details, errorFor, Form, Loading, Page, RadioGroup, TextArea, type FieldError,
} from "../../shared/ui/index.ts";
import { word } from "../../member/words.ts";
import { ActFailed, Select, useAct } from "../parts.tsx";
import { monthsUpTo, quarterOf } from "../dates.ts";
import { goBack } from "../routes.ts";
import type { WarningBody } from "../../shared/generated/records.ts";
import type { DraftForm, ReportContent, SubjectIdentifier, TestedDraft } from "../services.ts";
import { WithConsent, type StepProps } from "./report.tsx";

/** Longest free text: what a person reads on a phone while somebody waits. */
export const kFreeTextLimit = 400;

/** Everything coded, nothing in words: the safest text to begin with. */
export function firstForm(content: ReportContent): DraftForm {
  const incidents = content.incidents.filter((code) => !incidentTypes[code].checkerOnly);
  const worst = Math.min(4, ...incidents.map((code) => incidentTypes[code].severity));
  return {
    instead: null,
    level: worst === 1 ? "danger" : worst <= 3 ? "caution" : "information",
    area: content.area,
    period: content.month === null ? "" : quarterOf(content.month),
    incidents,
    behaviours: content.behaviours,
    facts: content.facts.filter(({ value }) => isCode(descriptorValues, value)),
    identifiers: content.identifiers.flatMap(({ key }) => (key === null ? [] : [key])),
    freeText: "",
  };
}

/** A text that the editors sent back, to be changed: with what the report still says of it. */
export function formAgain(content: ReportContent, reference: string, body: WarningBody): DraftForm {
  const shows = ({ kind, masked }: SubjectIdentifier): boolean => body.identifiers.some(({ type, shown }) => type === identifierKinds[kind].wire && shown === masked);
  return {
    instead: reference,
    level: fromWire(warningLevels, body.level) ?? "information",
    area: isCode(areaBands, body.area) ? body.area : null,
    period: body.period,
    incidents: body.incidentTypes.filter((code): code is IncidentType => isCode(incidentTypes, code)),
    behaviours: body.behaviours.filter((code): code is MoTag => isCode(moTags, code)),
    facts: body.descriptors.flatMap(({ kind, value }) => (isCode(descriptorKinds, kind) && isCode(descriptorValues, value) ? [{ kind, value }] : [])),
    identifiers: content.identifiers.flatMap((each) => (each.key !== null && shows(each) ? [each.key] : [])),
    freeText: body.freeText,
  };
}

/** What must be put right before the text can be tested. */
export function faults(form: DraftForm): FieldError[] {
  return [
    ...(form.incidents.length > 0 ? [] : [{ field: "incidents", message: t("draft.incidents_missing") }]),
    ...(form.area !== null ? [] : [{ field: "area", message: t("draft.area_missing") }]),
    ...([...form.freeText].length <= kFreeTextLimit ? [] : [{ field: "free-text", message: t("draft.text_long") }]),
  ];
}

export interface DraftStepProps extends StepProps {
  readonly form: DraftForm;
  readonly onForm: (form: DraftForm) => void;
  readonly onTested: (draft: TestedDraft) => void;
}

export function DraftStep({ report, form, onForm, onTested }: DraftStepProps): JSX.Element {
  const { content } = report;
  const [errors, setErrors] = useState<FieldError[]>([]);
  const act = useAct();
  const change = (part: Partial<DraftForm>): void => onForm({ ...form, ...part });
  const test = (): void => {
    const wrong = faults(form);
    setErrors(wrong);
    if (wrong.length === 0) act.run("test", async () => onTested(await report.test(form)));
  };
  const facts = form.facts.map(({ value }) => value).filter((value): value is DescriptorValue => isCode(descriptorValues, value));
  const setFacts = (values: readonly DescriptorValue[]): void => change({ facts: values.map((value) => ({ kind: descriptorValues[value].kind, value })) });
  const stated = content.facts.map(({ value }) => value).filter((value): value is DescriptorValue => isCode(descriptorValues, value));
  const usable = content.identifiers.filter((each) => each.key !== null);
  const newest = content.month ?? new Date().toISOString().slice(0, 7);
  const months = monthsUpTo(newest, 12);
  const quarters = [...new Set(months.map(quarterOf))];

  return (
    <Page heading={t("draft.heading")} title={ts("draft.tab")} lead={t("draft.lead")} onBack={goBack} errors={errors} wide>
      <WithConsent report={report}>
        <ActFailed act={act} title={t("draft.test_failed")} />
        <Form onSubmit={test}>
          <RadioGroup name="level" label={t("draft.level")} value={form.level} onChange={(level: WarningLevel) => change({ level })}
            options={codes(warningLevels).map((code) => ({ value: code, label: word("level", code), hint: t(`draft.level_${code}`) }))} />
          <CodePicker name="incidents" label={t("draft.incidents")} hint={t("draft.incidents_hint")} error={errorFor(errors, "incidents")}
            stated={content.incidents.filter((code) => !incidentTypes[code].checkerOnly)} chosen={form.incidents} onChange={(incidents) => change({ incidents })}
            labelOf={(code) => word("incident", code)}
            groups={codes(incidentGroups).map((group) => ({
              label: word("incident_group", group),
              codes: codes(incidentTypes).filter((code) => incidentTypes[code].group === group && !incidentTypes[code].checkerOnly) as IncidentType[],
            }))} />
          <CodePicker name="behaviours" label={t("draft.behaviours")} stated={content.behaviours} chosen={form.behaviours} onChange={(behaviours) => change({ behaviours })}
            labelOf={(code) => word("behaviour", code)}
            groups={codes(moGroups).map((group) => ({ label: word("behaviour_group", group), codes: codes(moTags).filter((code) => moTags[code].group === group) as MoTag[] }))} />
          <CodePicker name="facts" label={t("draft.facts")} hint={t("draft.facts_hint")} stated={stated} chosen={facts} onChange={setFacts}
            labelOf={(code) => <>{word("descriptor_kind", descriptorValues[code].kind)}: {word("descriptor", code)}</>} shortOf={(code) => word("descriptor", code)}
            groups={codes(descriptorKinds).filter((kind) => descriptorKinds[kind].form !== "words").map((kind) => ({
              label: word("descriptor_kind", kind), codes: codes(descriptorValues).filter((code) => descriptorValues[code].kind === kind),
            }))} />
          {usable.length > 0 && (
            <CheckboxGroup name="identifiers" label={t("draft.identifiers")} hint={t("draft.identifiers_hint")}
              values={form.identifiers} onChange={(identifiers) => change({ identifiers })}
              options={usable.map((each) => ({
                value: each.key as string,
                label: <>{word("identifier", each.kind)}: <span translate={false}>{each.text}</span></>,
                hint: t("draft.shown_as", { text: <span translate={false}>{each.masked}</span> }),
              }))} />
          )}
          <Select<AreaBand> name="area" label={t("draft.area")} hint={t("draft.area_hint")} error={errorFor(errors, "area")} value={form.area ?? ""}
            onChange={(area) => change({ area: area === "" ? null : area })}
            options={[{ value: "", label: ts("draft.choose") }, ...codes(areaBands).map((code) => ({ value: code, label: ts(`area.${code}` as Key) }))]} />
          <Select name="period" label={t("draft.period")} hint={t("draft.period_hint")} value={form.period} onChange={(period) => change({ period })}
            options={[{ value: "", label: ts("draft.period_none") }, ...quarters.map((value) => ({ value, label: formatPeriod(value) })), ...months.map((value) => ({ value, label: formatPeriod(value) }))]} />
          <TextArea name="free-text" label={t("draft.text")} hint={t("draft.text_hint")} rows={5} limit={kFreeTextLimit} value={form.freeText}
            onInput={(freeText) => change({ freeText })} error={errorFor(errors, "free-text")} />
          <Actions><Button type="submit" busy={act.busy && t("draft.testing")}>{t("draft.test")}</Button></Actions>
          {act.busy && <Loading text={t("draft.testing_text")} />}
        </Form>
      </WithConsent>
    </Page>
  );
}

/** What the report says, ready to tick; the rest of the list folded away. Values come back in the order of the lists. */
function CodePicker<Code extends string>({ name, label, hint, error, stated, chosen, groups, labelOf, shortOf = labelOf, onChange }: {
  name: string; label: ComponentChildren; hint?: ComponentChildren; error?: ComponentChildren; stated: readonly Code[]; chosen: readonly Code[];
  groups: readonly { readonly label: ComponentChildren; readonly codes: readonly Code[] }[];
  labelOf: (code: Code) => ComponentChildren;
  /** Under the heading of its group. */
  shortOf?: (code: Code) => ComponentChildren; onChange: (chosen: Code[]) => void;
}): JSX.Element {
  const all = groups.flatMap((group) => group.codes);
  // What was added stays in view above, also when it is unticked again.
  const [shown, setShown] = useState(() => all.filter((code) => stated.includes(code) || chosen.includes(code)));
  const rest = groups.map((group) => ({ ...group, codes: group.codes.filter((code) => !shown.includes(code)) })).filter((group) => group.codes.length > 0);
  const put = (values: readonly Code[]): void => onChange(all.filter((code) => values.includes(code)));
  return (
    <>
      <CheckboxGroup name={name} label={label} hint={shown.length === 0 ? t("draft.none_stated") : hint} error={error} values={chosen} onChange={put}
        options={shown.map((code) => ({ value: code, label: <>{labelOf(code)}{!stated.includes(code) && <span class="hint">{t("draft.added")}</span>}</> }))} />
      <Details summary={t("draft.more", { list: <>{label}</> })}>
        {rest.map((group, index) => (
          <details key={index} class="group">
            <summary>{group.label}</summary>
            <CheckboxGroup name={`${name}-${index}`} label={group.label} hideLabel values={[] as Code[]} options={group.codes.map((code) => ({ value: code, label: shortOf(code) }))}
              onChange={(added) => {
                setShown(all.filter((code) => shown.includes(code) || added.includes(code)));
                put([...chosen, ...added]);
              }} />
          </details>
        ))}
      </Details>
    </>
  );
}
