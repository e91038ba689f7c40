/** How a comparison adds up: a picture, and the same as a table. The parts are whole thousandths, so that they do add up. */
import type { JSX } from "preact";
import { language, t, ts } from "../../shared/i18n/index.ts";
import { Table } from "../../shared/ui/index.ts";
import type { Candidate } from "../../shared/client/linkage_engine.ts";
import { fieldKey, fieldText, levelText } from "./words.tsx";

interface Step {
  /** A text without marks of its language: a picture holds no other elements. */
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly kind: "whole" | "for" | "against";
}

/** The steps from what is known before anything is compared to the sum, as far as they count. */
export function stepsOf({ prior, rows, total }: Candidate): Step[] {
  let sum = prior;
  const counted = rows.filter(({ counted: part }) => part !== 0).map(({ field, counted: part }): Step => {
    const from = sum;
    sum += part;
    return { label: ts(fieldKey(field)), from, to: sum, kind: part > 0 ? "for" : "against" };
  });
  return [{ label: ts("pair.start"), from: 0, to: prior, kind: "whole" }, ...counted, { label: ts("pair.total"), from: 0, to: total, kind: "whole" }];
}

/** "+3.2" */
export function points(thousandths: number): string {
  return new Intl.NumberFormat(language(), { signDisplay: "exceptZero", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(thousandths / 1000);
}

const kWidth = 320;
const kRow = 40;
const kBar = 14;

export function Waterfall({ candidate }: { candidate: Candidate }): JSX.Element {
  const steps = stepsOf(candidate);
  const ends = steps.flatMap(({ from, to }) => [from, to]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const scale = (value: number): number => ((value - low) / Math.max(1, high - low)) * kWidth;
  const height = steps.length * kRow;
  return (
    <>
      <svg class="waterfall" viewBox={`0 0 ${kWidth} ${height}`} role="img" aria-label={ts("pair.picture", { start: points(candidate.prior), total: points(candidate.total) })}>
        <line class="zero" x1={scale(0)} x2={scale(0)} y1={0} y2={height} />
        {steps.map(({ label, from, to, kind }, index) => {
          const top = index * kRow;
          const [left, right] = [scale(Math.min(from, to)), scale(Math.max(from, to))];
          return (
            <g key={index} class={kind}>
              <text x={0} y={top + 14}>{label}</text>
              <text class="points" x={kWidth} y={top + 14}>{points(kind === "whole" ? to : to - from)}</text>
              <rect x={left} y={top + 20} width={Math.max(2, right - left)} height={kBar} rx={2} />
            </g>
          );
        })}
      </svg>
      <Table caption={t("pair.table")} name="adds-up">
        <thead><tr><th scope="col">{t("pair.sign")}</th><th scope="col">{t("pair.alike")}</th><th scope="col" class="figure">{t("pair.points")}</th></tr></thead>
        <tbody>
          <tr><th scope="row">{t("pair.start")}</th><td /><td class="figure">{points(candidate.prior)}</td></tr>
          {candidate.rows.map(({ field, level, oneIn, bits, counted }, index) => (
            <tr key={index}>
              <th scope="row">{fieldText(field)}</th>
              <td>{levelText(level)}{oneIn !== null && oneIn > 1 && <> <span class="soft">{t("link.one_in", { number: oneIn })}</span></>}{counted !== bits && <> <span class="soft">{t("pair.in_part")}</span></>}</td>
              <td class="figure">{points(counted)}</td>
            </tr>
          ))}
          <tr><th scope="row">{t("pair.total")}</th><td /><td class="figure">{points(candidate.total)}</td></tr>
        </tbody>
      </Table>
    </>
  );
}
