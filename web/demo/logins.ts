/** DIR/logins.txt: ready sign-ins for whoever tries the demo. */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatReceiptCode } from "../shared/client/receipt_code.ts";
import type { Case } from "./casework.ts";
import { freeNumber, numberWithWarning } from "./figures.ts";
import type { Network, Person } from "./people.ts";

export function loginsText(network: Network, cases: readonly Case[], invitation: string): string {
  const { staff, members } = network;
  const reporter = members[0];
  const other = members.find((one) => one !== reporter && !cases.some(({ reporter: who }) => who === one)) ?? members[1];
  const rows = (people: readonly (readonly [string, Person | undefined])[]): string[] => {
    const known = people.flatMap(([who, person]) => (person === undefined ? [] : [[who, person.login, person.passphrase] as const]));
    const width = (column: 0 | 1): number => Math.max(...known.map((row) => row[column].length));
    return known.map(([who, login, passphrase]) => `  ${who.padEnd(width(0))}  ${login.padEnd(width(1))}  ${passphrase}`);
  };
  const shown = cases.filter(({ reporter: who, story }) => who === reporter && story.ending === "live").at(-1) ?? cases.at(-1);
  return [
    "People, reports and numbers are invented. Sign in with name and passphrase.",
    "",
    "At the members' address:",
    ...rows([
      ["a member with reports", reporter],
      ["a member without", other],
    ]),
    "At the staff address:",
    ...rows([
      ["caseworker", staff.caseworkers[0]],
      ["another caseworker", staff.caseworkers[1]],
      ["case lead", staff.lead],
      ["alert editor", staff.editors[0]],
      ["another alert editor", staff.editors[1]],
      ["analyst", staff.analyst],
      ["administrator", staff.administrators[0]],
      ["data-protection officer", staff.officer],
      ["project worker", staff.projectWorkers[0]],
    ]),
    "",
    ...(shown === undefined ? [] : [`The code of a report        ${formatReceiptCode(shown.receipt.code)}`]),
    `A number with a warning     ${numberWithWarning(cases)}`,
    `A number with none          ${freeNumber}`,
    `An invitation for a member  ${invitation}`,
    "",
  ].join("\n");
}

/** All at once: who finds the file finds all of it. */
export function writeLogins(folder: string, text: string): void {
  const file = join(folder, "logins.txt");
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
