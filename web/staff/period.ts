/** A period as plain text, for the options of a list. */
import { formatMonth, ts } from "../shared/i18n/index.ts";

export function periodPlain(period: string): string {
  const month = /^(\d{4})-(\d{2})$/.exec(period);
  if (month) return formatMonth(new Date(Number(month[1]), Number(month[2]) - 1, 1));
  const quarter = /^(\d{4})-Q([1-4])$/.exec(period);
  if (!quarter) return period;
  const first = (Number(quarter[2]) - 1) * 3;
  const name = (index: number): string => formatMonth(new Date(Number(quarter[1]), index, 1));
  return ts("warning.quarter", { from: name(first), to: name(first + 2) });
}
