/** What an installation on SQLite has stored, from outside. */
import { join } from "node:path";
import type { RunningInstallation } from "./installation.ts";

const { DatabaseSync } = process.getBuiltinModule("node:sqlite");

/** When a session was last seen: to the minute, and touched by every request of its owner. */
const isTouchedByReading = (table: string, column: string): boolean => table === "session" && column === "seen_minute";

/** Every row of every table, as texts, by table. */
export function stored(installation: RunningInstallation): ReadonlyMap<string, readonly string[]> {
  const database = new DatabaseSync(join(installation.folder, "serve/parasol.sqlite"), { readOnly: true });
  try {
    database.exec("BEGIN");
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    return new Map(
      tables.map(({ name }) => {
        const table = String(name);
        const rows = database.prepare(`SELECT * FROM "${table}"`).all();
        return [table, rows.map((row) => textOf(table, row)).sort()];
      }),
    );
  } finally {
    database.close();
  }
}

/** Runs `work` while the database has lost a table, as one has that cannot be read. */
export async function withoutTable(installation: RunningInstallation, table: string, work: () => Promise<void>): Promise<void> {
  const database = new DatabaseSync(join(installation.folder, "serve/parasol.sqlite"), { timeout: 5000 });
  try {
    database.exec(`ALTER TABLE "${table}" RENAME TO "lost"`);
    await work();
  } finally {
    database.exec(`ALTER TABLE "lost" RENAME TO "${table}"`);
    database.close();
  }
}

function textOf(table: string, row: Readonly<Record<string, unknown>>): string {
  const cells = Object.entries(row).filter(([column]) => !isTouchedByReading(table, column));
  return cells.map(([column, value]) => `${column}=${value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value)}`).join(" ");
}

/** A job forgets used nonces once they have run out. */
const isForgottenByItself = (table: string): boolean => table === "consumed_nonce";

/** What one action added to each table; rows that went or changed count as `gone`. Empty: nothing happened. */
export function changes(before: ReadonlyMap<string, readonly string[]>, after: ReadonlyMap<string, readonly string[]>): Record<string, { added: number; gone: number }> {
  const out: Record<string, { added: number; gone: number }> = {};
  for (const [table, rows] of after) {
    const old = new Set(before.get(table));
    const now = new Set(rows);
    const added = rows.filter((row) => !old.has(row)).length;
    const gone = isForgottenByItself(table) ? 0 : Array.from(old).filter((row) => !now.has(row)).length;
    if (added + gone > 0) out[table] = { added, gone };
  }
  return out;
}
