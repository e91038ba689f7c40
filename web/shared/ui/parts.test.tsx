// @vitest-environment happy-dom
import { render, type VNode } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { putTexts } from "../i18n/index.ts";
import { kLanguages } from "../i18n/languages.ts";
import { readCatalogue } from "../../tools/catalogues.ts";
import { Button, CheckboxGroup, Field, RadioGroup, TextArea } from "./form.tsx";
import { CouldNotCheck, Loading, NothingLive } from "./notices.tsx";
import { errorFor, Page } from "./page.tsx";
import { CodeDisplay, LanguageSwitch, SummaryList } from "./parts.tsx";
import { PhoneLines } from "./phone_list.tsx";

const box = document.createElement("div");
document.body.append(box);

function draw(node: VNode): HTMLElement {
  act(() => render(node, box));
  return box;
}
function find<T extends HTMLElement>(selector: string): T {
  const element = box.querySelector<T>(selector);
  if (!element) throw new Error(`no ${selector}`);
  return element;
}

beforeEach(() => putTexts("en", [readCatalogue("en", "common")]));
afterEach(() => draw(<></>));

describe("page", () => {
  it("has one heading, a neutral title, and puts the focus on the heading of a second page", () => {
    draw(<Page key="a" heading="First" title="One" />);
    expect(document.title).toBe("One – Notes");
    expect(document.activeElement).toBe(document.body);
    draw(<Page key="b" heading="Second" title="Two" />);
    expect(document.activeElement).toBe(find("h1"));
    expect(box.querySelectorAll("h1").length).toBe(1);
  });

  it("puts the focus on the list of errors, says so in the title, and leads to each field", () => {
    const errors = [{ field: "when", message: "Choose a day" }];
    draw(<Page heading="x" title="Write" errors={errors}><Field name="when" label="When" value="" onInput={() => undefined} error={errorFor(errors, "when")} /></Page>);
    expect(document.activeElement).toBe(find(".error-summary"));
    expect(document.title).toBe("Error: Write – Notes");
    expect(find(".error-summary h2").textContent).toBe("1 thing needs another look");
    act(() => find(".error-summary a").click());
    expect(document.activeElement).toBe(find("#when"));
    expect(find("#when").getAttribute("aria-invalid")).toBe("true");
    expect(find("#when-error").textContent).toBe("Error: Choose a day");
  });
});

describe("forms", () => {
  it("keep what is typed out of the browser's memory", () => {
    draw(<><Field name="a" label="A" value="" onInput={() => undefined} /><TextArea name="b" label="B" value="" onInput={() => undefined} /></>);
    for (const selector of ["#a", "#b"]) {
      expect(find(selector).getAttribute("autocomplete")).toBe("off");
    }
  });

  it("tie label, hint and error to the field", () => {
    draw(<Field name="n" label="Number" hint="For example" error="Look again" value="1" onInput={() => undefined} />);
    expect(find<HTMLLabelElement>("label").htmlFor).toBe("n");
    expect(find("#n").getAttribute("aria-describedby")).toBe("n-hint n-error");
  });

  it("show a secret only while asked to", () => {
    draw(<Field name="s" kind="password" label="Words" value="river" onInput={() => undefined} />);
    expect(find<HTMLInputElement>("#s").type).toBe("password");
    act(() => find("button").click());
    expect(find<HTMLInputElement>("#s").type).toBe("text");
    expect(find("button").getAttribute("aria-pressed")).toBe("true");
  });

  it("count characters as people do and never cut", () => {
    draw(<TextArea name="t" label="T" value="👩‍🦰字" limit={3} onInput={() => undefined} />);
    expect(find(".note").textContent).toBe("1 character too long");
    expect(find<HTMLTextAreaElement>("#t").value).toBe("👩‍🦰字");
  });

  it("give values in the order of the options", () => {
    const onChange = vi.fn();
    const options = [{ value: "a", label: "A" }, { value: "b", label: "B" }, { value: "c", label: "C" }];
    draw(<CheckboxGroup name="g" label="G" options={options} values={["c"]} onChange={onChange} />);
    act(() => find<HTMLInputElement>('[value="a"]').click());
    expect(onChange).toHaveBeenLastCalledWith(["a", "c"]);
    draw(<CheckboxGroup name="g" label="G" options={options} values={["a", "c"]} onChange={onChange} />);
    act(() => find<HTMLInputElement>('[value="c"]').click());
    expect(onChange).toHaveBeenLastCalledWith(["a"]);
  });

  it("start with nothing chosen", () => {
    draw(<RadioGroup name="g" label="G" options={[{ value: "a", label: "A" }]} value={null} onChange={() => undefined} />);
    expect(find<HTMLInputElement>("input").checked).toBe(false);
  });

  it("say why a button can't be pressed, and ignore presses then and while busy", () => {
    const onClick = vi.fn();
    draw(<Button onClick={onClick} blocked="Not agreed">Send</Button>);
    expect(find("button").getAttribute("aria-disabled")).toBe("true");
    expect(find(`#${find("button").getAttribute("aria-describedby")}`).textContent).toBe("Not agreed");
    act(() => find("button").click());
    draw(<Button onClick={onClick} busy="Sending…">Send</Button>);
    expect(find("button").textContent).toBe("Sending…");
    act(() => find("button").click());
    expect(onClick).not.toHaveBeenCalled();
    draw(<Button onClick={onClick}>Send</Button>);
    act(() => find("button").click());
    expect(onClick).toHaveBeenCalledOnce();
  });
});

describe("notices", () => {
  it("never let no answer look like an empty one", () => {
    const nothing = draw(<NothingLive />).innerHTML;
    const unknown = draw(<CouldNotCheck reason="No connection" />).innerHTML;
    expect(nothing).toContain("That does not mean safe");
    expect(unknown).toContain("Could not check");
    expect(unknown).not.toContain("Nothing live");
    const look = (html: string): string[] => [/class="(notice [^"]+)"/.exec(html)?.[1] ?? "", / d="([^"]+)"/.exec(html)?.[1] ?? ""];
    expect(look(nothing)[0]).not.toBe(look(unknown)[0]);
    expect(look(nothing)[1]).not.toBe(look(unknown)[1]);
  });

  it("say that something is loading after 300 ms, and whom to call after ten seconds", () => {
    vi.useFakeTimers();
    draw(<Loading />);
    expect(find("p").textContent).toBe("");
    act(() => void vi.advanceTimersByTime(300));
    expect(find("p").textContent).toBe("Loading…");
    expect(box.querySelector(".phones")).toBeNull();
    act(() => void vi.advanceTimersByTime(9_700));
    expect(find("p").textContent).toContain("Slow connection");
    expect(find<HTMLAnchorElement>(".phones a").getAttribute("href")).toBe("tel:999");
    vi.useRealTimers();
  });
});

describe("parts", () => {
  it("say in its own words that a translation has not been approved", () => {
    for (const { id } of kLanguages) {
      const catalogue = readCatalogue(id, "common");
      putTexts(id, [catalogue]);
      draw(<LanguageSwitch />);
      expect(box.querySelector(".unreviewed")?.textContent).toBe(id === "en" ? undefined : catalogue.texts["language.unreviewed"]);
      expect(catalogue.english).not.toContain("language.unreviewed");
    }
  });

  it("say that some words are English, as long as some are", () => {
    for (const english of [["page.back"], []]) {
      const { texts } = readCatalogue("ro", "common");
      putTexts("ro", [{ texts, english }]);
      draw(<LanguageSwitch />);
      expect(box.textContent?.includes(texts["language.partly"] ?? "")).toBe(english.length > 0);
    }
  });

  it("show a code in groups and hide every digit", () => {
    draw(<CodeDisplay code="48210937562018446725" label="Code" />);
    expect(find(".digits").textContent?.trim()).toBe("4821 0937 5620 1844 6725");
    act(() => find("button").click());
    expect(box.innerHTML).not.toMatch(/\d{4}/);
    expect(find("button").textContent).toBe("Show code");
  });

  it("write what was not provided, and name what each Change changes", () => {
    const onChange = vi.fn();
    draw(<SummaryList rows={[{ key: "When", onChange, what: "when" }]} />);
    expect(find("dd").textContent).toBe("Not provided");
    expect(find("a").textContent).toBe("Change when");
    act(() => find("a").click());
    expect(onChange).toHaveBeenCalledOnce();
  });

  it("say that calls can be seen", () => {
    draw(<PhoneLines />);
    expect(box.textContent).toContain("may show on the bill");
    expect(box.querySelectorAll('a[href^="tel:"]').length).toBeGreaterThan(3);
  });
});
