/**
 * Choosing an area by typing a place. What is typed is compared, in the page, with a list that is the same for everybody; it
 * stays in the field, and is neither sent nor kept. An area is chosen in the list of choices, as if by hand; whatever else
 * follows, follows from there.
 */
import { findAreas, unpackArea, type PackedArea, type Places } from "../places.ts";
import { say } from "./words.ts";

// Not kept by the browser: that would say that somebody has entered the field.
async function fetchAreas(address: string): Promise<readonly Places[] | null> {
  const answer = await fetch(address, { cache: "no-store" });
  return answer.ok ? ((await answer.json()) as readonly PackedArea[]).map(unpackArea) : null;
}

export function followPlace(): void {
  const form = document.querySelector<HTMLFormElement>(".place");
  const choice = document.querySelector<HTMLSelectElement>("#area");
  const [field, error, said, offers] = ["place", "place-error", "place-said", "place-offers"].map((id) => document.getElementById(id));
  if (!form || !choice || !(field instanceof HTMLInputElement) || !error || !said || !offers) return;
  const { places = "", chosen = "", several = "", meant = "", missing = "" } = form.dataset;
  // When the field is entered, before anything is typed, so that most pages do without it and no request tells of what is typed.
  let coming: Promise<readonly Places[] | null> | null = null;
  const areas = async (): Promise<readonly Places[] | null> => {
    const found = await (coming ??= fetchAreas(places).catch(() => null));
    if (found === null) coming = null;
    return found;
  };
  field.addEventListener("focus", () => void areas());

  const tell = (text: string): void => {
    said.textContent = text;
    say(text);
  };
  const showError = (isWrong: boolean): void => {
    error.hidden = !isWrong;
    error.parentElement?.classList.toggle("wrong", isWrong);
    field.setAttribute("aria-invalid", String(isWrong));
    field.setAttribute("aria-describedby", isWrong ? "place-error place-hint" : "place-hint");
    if (isWrong) say(error.textContent);
  };
  // Towns stand behind it.
  const nameOf = ({ text }: HTMLOptionElement): string => text.split(" (")[0] ?? "";
  const choose = (name: string): void => {
    for (const option of choice.options) if (nameOf(option) === name) option.selected = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const offer = ({ name }: Places, town: string | null): HTMLButtonElement => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button secondary";
    button.lang = "en";
    button.value = name;
    button.textContent = town === null ? name : `${town}, ${name}`;
    button.addEventListener("click", () => choose(name));
    return button;
  };
  const look = (areas: readonly Places[] | null): void => {
    offers.replaceChildren();
    if (areas === null) {
      showError(false);
      tell(missing);
      return;
    }
    const { matches, isSlip } = findAreas(field.value, areas);
    const [only] = matches;
    if (only !== undefined && matches.length === 1 && !isSlip) {
      choose(only.area.name);
      return;
    }
    tell("");
    showError(only === undefined);
    if (only === undefined) return;
    offers.append(...matches.map(({ area, town }) => offer(area, town)));
    tell(isSlip ? meant : several);
  };

  choice.addEventListener("change", () => {
    showError(false);
    const [option] = choice.selectedOptions;
    const name = option === undefined || option.value === "" ? "" : nameOf(option);
    for (const button of offers.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === name));
    tell(field.value !== "" && name !== "" ? chosen.replace("#", name) : "");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void areas().then(look);
  });
}
