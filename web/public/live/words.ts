/** What the script says, in the page's own language: the build writes it into the page. */

export type Words = Readonly<Record<"open" | "closed" | "holiday" | "again_one" | "again_two" | "saved" | "kept" | "kept_mark" | "not_saved" | "copied" | "shown" | "none", string>>;

export function words(): Words {
  return JSON.parse(document.body.dataset["words"] ?? "{}") as Words;
}

let unsaid: string[] = [];

/** Tells a screen reader, and writes nothing that others could read later. What one press leads to is said together. */
export function say(text: string): void {
  if (unsaid.length === 0) {
    setTimeout(() => {
      const region = document.getElementById("live");
      if (region) region.textContent = unsaid.filter((each) => each !== "").join(". ");
      unsaid = [];
    });
  }
  unsaid.push(text);
}
