/**
 * Forms. One thing per page, labels above boxes, hints before them, errors in words beside them; nothing typed is
 * reformatted, completed, spell-checked by a third party or lost.
 */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n/index.ts";

/** A form sent by Enter or its button; the page never reloads. The browser's own messages stay off, ours say more. */
export function Form({ onSubmit, onInput, children }: {
  onSubmit: () => void;
  /** At every change of any of its fields. */
  onInput?: () => void;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <form noValidate autoComplete="off" onInput={onInput} onSubmit={(event) => {
      event.preventDefault();
      onSubmit();
    }}>{children}</form>
  );
}

interface Labelled {
  /** Unique on the page; FieldError.field names it. */
  readonly name: string;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly error?: ComponentChildren;
  /** When the page's heading already asks the question: the label is for screen readers only. */
  readonly hideLabel?: boolean;
}

function describedBy({ name, hint, error }: Labelled): string | undefined {
  return [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ") || undefined;
}

function Hint({ name, hint }: Labelled): JSX.Element | null {
  return hint ? <p class="hint" id={`${name}-hint`}>{hint}</p> : null;
}

function ErrorText({ name, error }: Labelled): JSX.Element | null {
  return error ? <p class="error" id={`${name}-error`}><span class="unseen">{t("error.prefix")} </span>{error}</p> : null;
}

export type FieldKind = "text" | "number" | "email" | "phone" | "search" | "date" | "password";

// What a phone's keyboard should offer. "number" is digits in a text box: no arrows, spaces allowed.
const kInput: Readonly<Record<FieldKind, {
  type: "text" | "search" | "date" | "password"; inputMode: "text" | "numeric" | "email" | "tel" | "search" | "none";
}>> = {
  text: { type: "text", inputMode: "text" },
  number: { type: "text", inputMode: "numeric" },
  email: { type: "text", inputMode: "email" },
  phone: { type: "text", inputMode: "tel" },
  search: { type: "search", inputMode: "search" },
  date: { type: "date", inputMode: "none" },
  password: { type: "password", inputMode: "text" },
};

export interface FieldProps extends Labelled {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly kind?: FieldKind;
  /** Only for the person's own data ("username", "current-password"); anything about others is "off". */
  readonly autoComplete?: string;
  readonly short?: boolean;
  /** Shown small under the box while typing, for instance how we read a number. */
  readonly note?: ComponentChildren;
}

export function Field(props: FieldProps): JSX.Element {
  const { name, label, value, onInput, kind = "text", autoComplete = "off", short = false, note, error } = props;
  const [shown, setShown] = useState(false);
  const input = kInput[kind];
  const secret = kind === "password";
  return (
    <div class={error ? "field wrong" : "field"}>
      <label class={props.hideLabel ? "unseen" : undefined} for={name}>{label}</label>
      <Hint {...props} />
      <ErrorText {...props} />
      <div class="with-button">
        <input id={name} name={name} class={short ? "short" : undefined} value={value}
          type={(secret && shown ? "text" : input.type) as "text"} inputMode={input.inputMode}
          autoComplete={autoComplete} autoCapitalize="none" autoCorrect="off" spellcheck={false}
          aria-describedby={describedBy(props)} aria-invalid={error ? true : undefined}
          onInput={(event) => onInput(event.currentTarget.value)} />
        {secret && (
          <button type="button" class="button quiet" aria-pressed={shown} aria-controls={name} onClick={() => setShown(!shown)}>
            {shown ? t("field.hide") : t("field.show")}
          </button>
        )}
      </div>
      {note && <p class="note" role="status">{note}</p>}
    </div>
  );
}

export interface TextAreaProps extends Labelled {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly rows?: number;
  /** Shows how many characters are left; the text is never cut. */
  readonly limit?: number;
}

export function TextArea(props: TextAreaProps): JSX.Element {
  const { name, label, value, onInput, rows = 6, limit, error } = props;
  const left = limit === undefined ? null : limit - [...value].length;
  return (
    <div class={error ? "field wrong" : "field"}>
      <label class={props.hideLabel ? "unseen" : undefined} for={name}>{label}</label>
      <Hint {...props} />
      <ErrorText {...props} />
      <textarea id={name} name={name} rows={rows} value={value} autoComplete="off" spellcheck={false}
        aria-describedby={describedBy(props)} aria-invalid={error ? true : undefined}
        onInput={(event) => onInput(event.currentTarget.value)} />
      {left !== null && (
        <p class="note" role="status">
          {left >= 0 ? t("field.left", { count: left }) : t("field.over", { count: -left })}
        </p>
      )}
    </div>
  );
}

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
}

interface GroupProps<Value extends string> extends Labelled {
  readonly options: readonly Option<Value>[];
}

function Group(props: Labelled & { children: ComponentChildren }): JSX.Element {
  return (
    <fieldset id={props.name} class={props.error ? "field wrong" : "field"} aria-describedby={describedBy(props)}>
      <legend class={props.hideLabel ? "unseen" : undefined}>{props.label}</legend>
      <Hint {...props} />
      <ErrorText {...props} />
      <div class="choices">{props.children}</div>
    </fieldset>
  );
}

function Choice({ name, type, option, chosen, onChange }: {
  name: string; type: "radio" | "checkbox"; option: Option<string>; chosen: boolean; onChange: (chosen: boolean) => void;
}): JSX.Element {
  const hint = `${name}-${option.value}-hint`;
  return (
    <label class="choice">
      <input type={type} name={name} value={option.value} checked={chosen} aria-describedby={option.hint ? hint : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        {option.label}
        {option.hint && <span class="hint" id={hint}>{option.hint}</span>}
      </span>
    </label>
  );
}

export interface RadioGroupProps<Value extends string> extends GroupProps<Value> {
  readonly value: Value | null;
  readonly onChange: (value: Value) => void;
}

export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>): JSX.Element {
  return (
    <Group {...props}>
      {props.options.map((option) => (
        <Choice key={option.value} name={props.name} type="radio" option={option} chosen={option.value === props.value}
          onChange={() => props.onChange(option.value)} />
      ))}
    </Group>
  );
}

export interface CheckboxGroupProps<Value extends string> extends GroupProps<Value> {
  readonly values: readonly Value[];
  readonly onChange: (values: Value[]) => void;
}

/** Values come back in the order of the options. */
export function CheckboxGroup<Value extends string>(props: CheckboxGroupProps<Value>): JSX.Element {
  return (
    <Group {...props}>
      {props.options.map((option) => (
        <Choice key={option.value} name={props.name} type="checkbox" option={option} chosen={props.values.includes(option.value)}
          onChange={(chosen) => props.onChange(props.options.map((each) => each.value)
            .filter((value) => (value === option.value ? chosen : props.values.includes(value))))} />
      ))}
    </Group>
  );
}

export interface ButtonProps {
  readonly kind?: "primary" | "secondary" | "quiet" | "danger";
  readonly type?: "button" | "submit";
  readonly onClick?: () => void;
  /** What is going on after a press ("Sending…"): shown instead of the label; further presses do nothing. */
  readonly busy?: ComponentChildren;
  /** Why it can't be pressed now: shown below. The button stays reachable, so that the reason is. */
  readonly blocked?: ComponentChildren;
  readonly children: ComponentChildren;
}

let buttons = 0;

export function Button({ kind = "primary", type = "button", onClick, busy, blocked, children }: ButtonProps): JSX.Element {
  const [reason] = useState(() => `button-${++buttons}`);
  const off = Boolean(busy || blocked);
  return (
    <>
      <button type={type} class={`button ${kind}`} aria-disabled={off || undefined} aria-busy={busy ? true : undefined}
        aria-describedby={blocked ? reason : undefined} onClick={(event) => {
          if (off) event.preventDefault();
          else onClick?.();
        }}>{busy || children}</button>
      {blocked && <p class="note" id={reason}>{blocked}</p>}
    </>
  );
}

/** The buttons that end a page, main act first. */
export function Actions({ children }: { children: ComponentChildren }): JSX.Element {
  return <div class="actions">{children}</div>;
}
