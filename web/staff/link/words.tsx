/** An entry and a comparison in words: coded facts, fields, how alike, how strong. */
import type { ComponentChild, ComponentChildren, JSX } from "preact";
import { codes, descriptorKinds, descriptorValues, identifierKinds, isCode, type DescriptorKind, type IdentifierKind, type LinkVerdict } from "../../shared/generated/vocabulary.ts";
import type { LinkExtract, LinkField } from "../../shared/client/link_extract.ts";
import type { Candidate, CandidateRow } from "../../shared/client/linkage_engine.ts";
import { formatPeriod, isText, t, type Key } from "../../shared/i18n/index.ts";
import { Tag } from "../../shared/ui/index.ts";
import { list } from "../../member/screens/warning_parts.tsx";
import { word } from "../../member/words.ts";
import { staffWord } from "../words.ts";
import type { LinkEntry } from "../services.ts";

export function fieldKey(field: LinkField): Key {
  if (isCode(identifierKinds, field)) return `identifier.${field}`;
  return isCode(descriptorKinds, field) ? `descriptor_kind.${field}` : `link_field.${field}`;
}

export function fieldText(field: LinkField): ComponentChild {
  return t(fieldKey(field));
}

/** The engine's levels are English words; one of a later version is shown as it is. */
export function levelText(level: string): ComponentChild {
  const key = levelKey(level);
  return isText(key) ? t(key) : level;
}

export function levelKey(level: string): Key {
  return `link_level.${level.replaceAll(/[^a-z]+/g, "_")}` as Key;
}

/** What an entry says in one field; null if nothing. */
export function saidIn(extract: LinkExtract, field: LinkField): ComponentChild | null {
  const said = (items: readonly ComponentChild[]): ComponentChild | null => (items.length === 0 ? null : list(items));
  if (isCode(identifierKinds, field)) return said(extract.identifiers.filter(({ kind }) => kind === field).map(({ text }) => <span class="said" translate={false}>{text}</span>));
  if (isCode(descriptorKinds, field)) return said(extract.descriptors.filter((value) => descriptorValues[value].kind === field).map((value) => word("descriptor", value)));
  switch (field) {
    case "types": return said(extract.types.map((code) => word("incident", code)));
    case "behaviours": return said(extract.behaviours.map((code) => word("behaviour", code)));
    case "area": return extract.area === null ? null : word("area", extract.area);
    case "month": return extract.month === null ? null : formatPeriod(extract.month);
  }
}

/** The fields in the order in which they are read: numbers, looks, what happened, where and when. */
export const kLinkFields: readonly LinkField[] = [
  ...codes<IdentifierKind>(identifierKinds), ...codes<DescriptorKind>(descriptorKinds), "types", "behaviours", "area", "month",
];

/** One line by which an entry is recognised among others. */
export function EntryLine({ entry }: { entry: LinkEntry }): JSX.Element {
  const { extract } = entry;
  const parts = (["phone", "email", "handle", "plate", "gender", "age_band", "types", "area", "month"] as const)
    .map((field) => saidIn(extract, field)).filter((said) => said !== null);
  return <p class="soft">{parts.length === 0 ? t("links.says_little") : list(parts)}</p>;
}

export function StrengthTag({ strength }: Pick<Candidate, "strength">): JSX.Element {
  return <Tag kind={strength === "strong" ? "strong" : strength === "weak" ? "unknown" : "plain"}>{t(`link_strength.${strength}`)}</Tag>;
}

/** What people have said of this pair, if anything. */
export function DecidedTag({ candidate, own }: { candidate: Candidate | null; own: LinkVerdict | null }): JSX.Element | null {
  if (own !== null) return <Tag kind="strong">{t("link.decided", { verdict: <>{staffWord("link_verdict", own)}</> })}</Tag>;
  if (candidate === null || candidate.decision === null) return null;
  return <Tag kind="strong">{t("link.through", { verdict: <>{staffWord("link_verdict", candidate.decision)}</> })}</Tag>;
}

/** "Phone number: identical (1 in 900 by chance)". */
export function reasonText({ field, level, oneIn }: CandidateRow): ComponentChildren {
  return <>{fieldText(field)}: {levelText(level)}{oneIn !== null && oneIn > 1 && <> <span class="soft">{t("link.one_in", { number: oneIn })}</span></>}</>;
}

/** What speaks for it, strongest first. */
export function reasonsFor({ rows }: Candidate): CandidateRow[] {
  return rows.filter(({ counted }) => counted > 0).sort((a, b) => b.counted - a.counted);
}

/** Without what they did it would be less likely than not: alike in what happened, not shown to be the same person. */
export function isPattern({ total, behaviour }: Candidate): boolean {
  return behaviour > 0 && total - behaviour < 0;
}
