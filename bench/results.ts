/** What was measured, against what was promised. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly target: number;
  /** Which side of the target is good. */
  readonly wanted: "at_most" | "at_least";
}

export function atMost(what: string, value: number, unit: string, target: number): Row {
  return { what, value, unit, target, wanted: "at_most" };
}

export function atLeast(what: string, value: number, unit: string, target: number): Row {
  return { what, value, unit, target, wanted: "at_least" };
}

export function isMet(row: Row): boolean {
  return row.wanted === "at_most" ? row.value <= row.target : row.value >= row.target;
}

/** 1 is exactly on target, more is better. */
export function ratio(row: Row): number {
  const [good, bad] = row.wanted === "at_most" ? [row.target, row.value] : [row.value, row.target];
  return bad === 0 ? 1 : good / bad;
}

export function textOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const target = `${row.wanted === "at_most" ? "≤" : "≥"} ${short(row.target)} ${row.unit}`;
    return [row.what, `${short(row.value)} ${row.unit}`, target, ratio(row).toFixed(2), isMet(row) ? "pass" : "FAIL"].map((cell) => cell.trim());
  });
  const table = [["what", "measured", "target", "ratio", ""], ...lines];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((line) => (line[column] ?? "").length)));
  return table.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
}

/** Writes build/bench/NAME.json. */
export function save(name: string, rows: readonly Row[]): void {
  const folder = join(import.meta.dirname, "../build/bench");
  mkdirSync(folder, { recursive: true });
  const results = rows.map((row) => ({ ...row, ratio: ratio(row), met: isMet(row) }));
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ measured: new Date().toISOString(), results }, null, 2)}\n`);
}

function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

// ---- Samples ----

/** The value below which `share` of the samples lie. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function sum(samples: readonly number[]): number {
  return samples.reduce((total, one) => total + one, 0);
}
