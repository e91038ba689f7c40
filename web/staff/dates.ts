/** Days and months as the client counts them. */
export const kDayMs = 86_400_000;

/** "2026-11" → "2026-Q4". */
export function quarterOf(month: string): string {
  const number = Number(month.slice(5));
  return `${month.slice(0, 4)}-Q${Math.floor((number - 1) / 3) + 1}`;
}

/** The months up to `last` ("2026-11"), newest first. */
export function monthsUpTo(last: string, count: number): string[] {
  const [year, month] = [Number(last.slice(0, 4)), Number(last.slice(5))];
  return Array.from({ length: count }, (_, back) => {
    const date = new Date(Date.UTC(year, month - 1 - back, 1));
    return date.toISOString().slice(0, 7);
  });
}
