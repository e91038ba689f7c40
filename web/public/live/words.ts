/** What the script says, in the page's own language: the build writes it into the page. */

export type Words = Readonly<Record<"open" | "closed" | "holiday" | "again_one" | "again_two" | "saved" | "kept" | "kept_mark" | "not_saved" | "copied" | "shown" | "none", string>>;

export function words(): Words {
  return JSON.parse(document.body.dataset["words"] ?? "{}") as Words;
}

/** Tells a screen reader, and writes nothing that others could read later. */
export function say(text: string): void {
  const region = document.getElementById("live");
  if (region) region.textContent = text;
}
