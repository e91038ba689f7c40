/** A stage for a whole file of tests, each of which begins without a page and ends without a fault. */
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { openStage, type Stage } from "./stage.ts";

/** `set` is given the stage before the first test. After each, what it left open is closed, and the browsers may have complained of nothing. */
export function setUpStage(set: (stage: Stage) => void): void {
  let stage: Stage | null = null;
  beforeAll(async () => {
    stage = await openStage();
    set(stage);
  });
  afterAll(async () => {
    await stage?.close();
  });
  afterEach(async () => {
    for (const context of stage?.browser.contexts() ?? []) await context.close();
    expect(stage?.faults.splice(0)).toEqual([]);
  });
}
