/** Something that a screen must fetch before it can show it. */
import { useCallback, useEffect, useState } from "preact/hooks";

export type Load<T> =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "failed"; readonly error: unknown };

/**
 * Starts `fetch` when the component appears and whenever one of `inputs` changes; an answer that comes after a newer
 * start is dropped. `again` starts once more.
 */
export function useLoad<T>(fetch: () => Promise<T>, inputs: readonly unknown[]): readonly [Load<T>, again: () => void] {
  const [load, setLoad] = useState<Load<T>>({ state: "loading" });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let wanted = true;
    setLoad({ state: "loading" });
    fetch().then(
      (value) => wanted && setLoad({ state: "ready", value }),
      (error: unknown) => wanted && setLoad({ state: "failed", error }),
    );
    return () => void (wanted = false);
  }, [...inputs, attempt]);
  return [load, useCallback(() => setAttempt((count) => count + 1), [])];
}
