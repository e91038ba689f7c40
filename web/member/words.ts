/** Controlled words in the reader's language. The English ones are the vocabulary's labels; a test compares them. */
import type { ComponentChild } from "preact";
import type {
  AreaBand, AuditAction, DescriptorKind, DescriptorValue, IdentifierKind, IncidentGroup, IncidentType, MoGroup, MoTag,
  ReportState, Role, WarningLevel,
} from "../shared/generated/vocabulary.ts";
import { isText, t, type Key } from "../shared/i18n/index.ts";

export interface Words {
  area: AreaBand;
  action: AuditAction;
  behaviour: MoTag;
  behaviour_group: MoGroup;
  descriptor: DescriptorValue;
  descriptor_kind: DescriptorKind;
  identifier: IdentifierKind;
  incident: IncidentType;
  incident_group: IncidentGroup;
  level: WarningLevel;
  role: Role;
  state: ReportState;
}

const kKeys: { readonly [List in keyof Words]: (code: Words[List]) => Key } = {
  area: (code) => `area.${code}`,
  action: (code) => `action.${code}`,
  behaviour: (code) => `behaviour.${code}`,
  behaviour_group: (code) => `behaviour_group.${code}`,
  descriptor: (code) => `descriptor.${code}.word`,
  descriptor_kind: (code) => `descriptor_kind.${code}`,
  identifier: (code) => `identifier.${code}`,
  incident: (code) => `incident.${code}`,
  incident_group: (code) => `incident_group.${code}`,
  level: (code) => `level.${code}`,
  role: (code) => `role.${code}`,
  state: (code) => `state.${code}`,
};

/** The word for a code that comes from outside. One of a later version of the vocabulary is shown as it is rather than left out. */
export function wordOrCode(list: keyof Words, code: string): ComponentChild {
  return isText(kKeys[list](code as never)) ? word(list, code as never) : code;
}

export function word<List extends keyof Words>(list: List, code: Words[List]): ComponentChild {
  return t(kKeys[list](code));
}
