/** A warning in the reader's language: coded facts as words, months as words, numbers masked as they came. */
import type { ComponentChild, JSX } from "preact";
import type { WarningBody } from "../../shared/generated/records.ts";
import { codes, descriptorKinds, fromWire, identifierKinds, isCode, warningLevels, type DescriptorKind } from "../../shared/generated/vocabulary.ts";
import { formatPeriod, t } from "../../shared/i18n/index.ts";
import { kFirstLines } from "../../shared/phone_lines.ts";
import { Button, Link, Notice, PhoneLines, SummaryList, Tag, type SummaryRow } from "../../shared/ui/index.ts";
import { useSession, type NotLoaded, type Warning } from "../services.ts";
import { word, wordOrCode } from "../words.ts";

export function periodText(period: string): ComponentChild {
  return period === "" ? t("warning.when_unknown") : formatPeriod(period);
}

export function areaText(area: string): ComponentChild {
  return wordOrCode("area", area);
}

export function list(items: readonly ComponentChild[]): ComponentChild {
  return items.map((item, index) => <span key={index}>{index > 0 && ", "}{item}</span>);
}

export function LevelTag({ level }: { level: number }): JSX.Element {
  const code = fromWire(warningLevels, level) ?? "caution";
  return <Tag kind={code === "danger" ? "live" : code === "caution" ? "strong" : "plain"}>{word("level", code)}</Tag>;
}

export function titleOf(body: WarningBody): ComponentChild {
  return list(body.incidentTypes.map((code) => wordOrCode("incident", code)));
}

/** What is live and cannot be shown here, and why. It must never read as if there were nothing. */
export function NotShown({ notLoaded, title, onRetry }: { notLoaded: readonly NotLoaded[]; title: ComponentChild; onRetry?: () => void }): JSX.Element {
  return (
    <Notice kind="unknown" title={title}>
      <WhyNotShown notLoaded={notLoaded} />
      <p>{t("warnings.sealed_live")}</p>
      {onRetry && <Button kind="secondary" onClick={onRetry}>{t("page.retry")}</Button>}
      <PhoneLines lines={kFirstLines} />
    </Notice>
  );
}

export function WhyNotShown({ notLoaded }: { notLoaded: readonly NotLoaded[] }): JSX.Element {
  const { awaitsKeys } = useSession();
  const reasons = new Set(notLoaded.map(({ reason }) => reason));
  return (
    <>
      {reasons.has("no_key") && <p>{t(awaitsKeys ? "warnings.keys_text" : "warnings.sealed_text")}</p>}
      {reasons.has("missing") && <p>{t("warnings.missing_text")}</p>}
      {reasons.has("sealed") && <p>{t("warnings.broken_text")}</p>}
    </>
  );
}

export function WarningSummary({ warning, onFollow }: { warning: Warning; onFollow: () => void }): JSX.Element {
  const { body } = warning;
  return (
    <>
      <p class="list-title"><Link onFollow={onFollow}>{titleOf(body)}</Link></p>
      <p class="soft"><LevelTag level={body.level} /> {areaText(body.area)}, {periodText(body.period)}</p>
    </>
  );
}

/** Everything a warning says, as members see it. */
export function WarningFacts({ body }: { body: WarningBody }): JSX.Element {
  const described = (kind: DescriptorKind): ComponentChild[] => body.descriptors.filter((fact) => fact.kind === kind)
    .map(({ value }) => wordOrCode("descriptor", value));
  const rows: SummaryRow[] = [
    { key: t("warning.what"), value: titleOf(body) },
    ...(body.behaviours.length > 0 ? [{ key: t("warning.how"), value: list(body.behaviours.map((code) => wordOrCode("behaviour", code))) }] : []),
    { key: t("warning.where"), value: areaText(body.area) },
    { key: t("warning.when"), value: periodText(body.period) },
    ...codes(descriptorKinds).flatMap((kind) => {
      const values = described(kind);
      return values.length > 0 ? [{ key: word("descriptor_kind", kind), value: list(values) }] : [];
    }),
    ...body.descriptors.filter(({ kind }) => !isCode(descriptorKinds, kind)).map(({ kind, value }) => ({ key: <span translate={false}>{kind}</span>, value: <span translate={false}>{value}</span> })),
    ...body.identifiers.map(({ type, shown }) => {
      const kind = fromWire(identifierKinds, type);
      return { key: kind ? word("identifier", kind) : t("warning.identifier"), value: <span class="masked" translate={false}>{shown}</span> };
    }),
    ...(body.advice.length > 0 ? [{ key: t("warning.advice"), value: <span translate={false}>{list(body.advice)}</span> }] : []),
  ];
  return (
    <>
      <SummaryList rows={rows} />
      {body.freeText && <><h2>{t("warning.words")}</h2><p class="words" translate={false}>{body.freeText}</p></>}
    </>
  );
}
