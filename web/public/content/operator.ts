/** content/site.json: who runs the site that the pages stand on. */
import { existsSync } from "node:fs";
import { basename, dirname } from "node:path";
import { kLanguages, type Language } from "../../shared/i18n/languages.ts";
import { type Faults, Fields } from "./faults.ts";
import { readJson } from "./resources.ts";
import type { Translated } from "./directory.ts";

export interface Operator {
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly post: string | null;
  readonly website: string | null;
  readonly paidBy: Translated;
  /** How sex workers take part. */
  readonly workers: Translated;
  /** Who keeps the machines, and what else stands between them and a reader. */
  readonly machines: Translated;
}

/** null: nobody is named. `file` is content/site.json or an operator's own. */
export function readOperator(faults: Faults, file: string): Operator | null {
  if (!existsSync(file)) return null;
  const fields = new Fields(faults, basename(file), readJson(faults, dirname(file), basename(file)));
  fields.has("_about");
  const operator = fields.has("operator") ? fields.object("operator", readFields) : null;
  fields.end();
  return operator;
}

function readFields(of: Fields): Operator {
  const said = (field: string): Translated => of.translated(field, kLanguages.map(({ id }) => id)) as Readonly<Partial<Record<Language, string>>>;
  const operator = {
    name: of.text("name", { max: 200 }),
    email: of.optionalText("email", { like: /^[^\s@]+@[^\s@]+$/ }),
    phone: of.optionalText("phone", { like: /^[-+() 0-9]{3,}$/ }),
    post: of.optionalText("post", { max: 400 }),
    website: of.optionalText("website", { like: /^https:\/\/\S+$/ }),
    paidBy: said("paid_by"), workers: said("workers"), machines: said("machines"),
  };
  if (operator.email === null && operator.phone === null && operator.post === null) of.fault("email", "neither e-mail, phone nor post: nobody could be reached");
  of.end();
  return operator;
}
