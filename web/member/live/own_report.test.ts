/** What forgetting a report leaves behind: nothing of what opened it. */
import { expect, test, vi } from "vitest";
import type { Transport } from "../../shared/client/api.ts";
import { randomBytes } from "../../shared/client/bytes.ts";
import { generateReceiptCode, type ReportKeys } from "../../shared/client/receipt_code.ts";
import { TestStaff, start } from "../../shared/client/test_installation.ts";
import { ownReport } from "./own_report.ts";

const made: ReportKeys[] = [];
vi.mock(import("../../shared/client/receipt_code.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    reportKeysOf: (root) => {
      const keys = real.reportKeysOf(root);
      made.push(keys);
      return keys;
    },
  };
});

const held = {
  state: "held", day: 0, urgency: "soon", language: "en", jurisdiction: "england_wales", team: null, team_epoch: 0,
  sections: [], events: [], messages: [], accesses: [], withdrawals: [],
};

test("forgets every key of every look at it, the receipt, and what comes too late", async () => {
  let answer = (): void => undefined;
  let late: Promise<void> = Promise.resolve();
  const transport: Transport = async () => {
    await late;
    return { status: 200, json: held };
  };
  const client = { api: { transport }, installation: new TestStaff().installation, clock: { now: () => start }, random: randomBytes };
  const receipt = { code: generateReceiptCode(randomBytes), root: randomBytes(64) };
  const onForget = vi.fn();
  const first = await ownReport(client, receipt, { isNew: true, onForget });
  const second = await (await first.reload()).reload();
  late = new Promise((resolve) => void (answer = resolve));
  const third = second.reload();
  expect(made.length).toBe(4);
  const secrets = made.flatMap(({ sign, seal, withdrawWarn, withdrawCheck, messages }) => [sign.seed, seal.seed, withdrawWarn, withdrawCheck, messages]);
  expect(secrets.every((secret) => secret.some((byte) => byte !== 0))).toBe(true);

  // Leaving holds the report that was opened first.
  first.forget();
  answer();
  await expect(third).rejects.toThrow("forgotten");
  expect(onForget).toHaveBeenCalledOnce();
  expect(receipt.root).toEqual(new Uint8Array(64));
  for (const secret of secrets) expect(secret).toEqual(new Uint8Array(secret.length));
});

test("a report that cannot be opened leaves nothing either", async () => {
  const transport: Transport = () => Promise.resolve({ status: 404, json: { error: "not_found" } });
  const client = { api: { transport }, installation: new TestStaff().installation, clock: { now: () => start }, random: randomBytes };
  const receipt = { code: generateReceiptCode(randomBytes), root: randomBytes(64) };
  await expect(ownReport(client, receipt, { isNew: true, onForget: () => undefined })).rejects.toThrow("not_found");
  expect(receipt.root).toEqual(new Uint8Array(64));
});
