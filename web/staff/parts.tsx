/** Small parts that only the desks need. */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { Actions, Button, Notice } from "../shared/ui/index.ts";
import { problemText } from "../member/problems.ts";
import { t } from "../shared/i18n/index.ts";

/** A label, a choice among many. */
export function Select<Value extends string>({ name, label, hint, error, value, options, onChange }: {
  name: string; label: ComponentChildren; hint?: ComponentChildren; error?: ComponentChildren; value: Value | "";
  options: readonly { readonly value: Value | ""; readonly label: string }[]; onChange: (value: Value | "") => void;
}): JSX.Element {
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ") || undefined;
  return (
    <div class={error ? "field wrong" : "field"}>
      <label for={name}>{label}</label>
      {hint && <p class="hint" id={`${name}-hint`}>{hint}</p>}
      {error && <p class="error" id={`${name}-error`}><span class="unseen">{t("error.prefix")} </span>{error}</p>}
      <select id={name} name={name} aria-describedby={described} aria-invalid={error ? true : undefined} value={value}
        onChange={(event) => onChange(event.currentTarget.value as Value | "")}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
    </div>
  );
}

/** Views of one list; one of them is pressed. */
export function Chips<Value extends string>({ label, value, options, onChange }: {
  label: string; value: Value; options: readonly { readonly value: Value; readonly label: ComponentChildren }[]; onChange: (value: Value) => void;
}): JSX.Element {
  return (
    <div class="chips" role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option.value} type="button" class="chip" aria-pressed={option.value === value} onClick={() => onChange(option.value)}>{option.label}</button>
      ))}
    </div>
  );
}

export interface Act {
  readonly busy: string | null;
  readonly failure: unknown;
  /** Runs one act at a time; `name` tells the buttons which. */
  readonly run: (name: string, act: () => Promise<void>) => void;
}

/** What happens after a press: which act is under way, and why the last one failed. */
export function useAct(): Act {
  const [busy, setBusy] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  return {
    busy,
    failure,
    run: (name, act) => {
      if (busy !== null) return;
      setBusy(name);
      setFailure(null);
      act().then(() => setBusy(null), (error: unknown) => {
        setFailure(error ?? new Error("unknown"));
        setBusy(null);
      });
    },
  };
}

/** Says that an act failed and why; what was typed is still there. */
export function ActFailed({ act, title }: { act: Act; title: ComponentChildren }): JSX.Element | null {
  if (act.failure === null) return null;
  return <Notice kind="failed" spoken title={title}><p>{problemText(act.failure)}</p></Notice>;
}

/** An act that others feel: one press opens the question, the second does it. */
export function Confirm({ kind = "danger", label, question, action, busy, onConfirm }: {
  /** How much the first button stands out. */
  kind?: "danger" | "quiet"; label: ComponentChildren; question: ComponentChildren; action: ComponentChildren; busy?: ComponentChildren; onConfirm: () => void;
}): JSX.Element {
  const [asking, setAsking] = useState(false);
  if (!asking) return <Button kind={kind} onClick={() => setAsking(true)} busy={busy}>{label}</Button>;
  return (
    <div class="confirm" role="group">
      <p role="alert">{question}</p>
      <Actions>
        <Button kind="danger" busy={busy} onClick={() => {
          setAsking(false);
          onConfirm();
        }}>{action}</Button>
        <Button kind="quiet" onClick={() => setAsking(false)}>{t("confirm.cancel")}</Button>
      </Actions>
    </div>
  );
}

/** A short mark to talk about something that has no name. */
export function Mark({ id }: { id: string }): JSX.Element {
  return <span class="mark" translate={false}>{markOf(id)}</span>;
}

export function markOf(id: string): string {
  return id.replace(/[^A-Za-z0-9]/g, "").slice(0, 5).toUpperCase();
}
