/** The few things of a page outside the component tree: its title and its one live region. */

// The name on the browser's tab and in its history. It says nothing; an installation may set another.
let name = "Notes";

export function setApplicationName(neutral: string): void {
  name = neutral;
}

export function applicationName(): string {
  return name;
}

/** "Check – Notes". `part` is short and neutral; it stays in the browser's history. */
export function setTitle(part: string): void {
  document.title = part === "" ? name : `${part} – ${name}`;
}

/** Says `text` to a screen reader, politely. The element stands in index.html, where it was when the page loaded. */
export function announce(text: string): void {
  const region = document.getElementById("live");
  if (region) region.textContent = text;
}
