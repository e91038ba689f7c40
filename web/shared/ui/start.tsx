/** Starts an application inside the page of index.html: language first, then the tree. */
import { render, type VNode } from "preact";
import { addresses } from "virtual:catalogues";
import { setAddresses, setLanguage, useLanguage } from "../i18n/index.ts";
import { firstLanguage, type Part } from "../i18n/languages.ts";
import { isVisit, onLeave } from "./leave.ts";
import { startBar } from "./shell.tsx";

// Everything is drawn again when the language changes; only a new tree of elements reaches every component.
function Root({ draw }: { draw: () => VNode }): VNode {
  useLanguage();
  return draw();
}

/**
 * Loads the texts that the first screen needs and draws `root()` into #app. If the texts can't be had, the page's own
 * lines in four languages (#broken) say so.
 */
export async function startApplication(root: () => VNode, parts: readonly Part[] = ["common"]): Promise<void> {
  const place = document.getElementById("app");
  const broken = document.getElementById("broken");
  if (!place || !broken) throw new Error("index.html has no #app or #broken");
  if (isVisit()) window.name = "";
  startBar();
  // Leave may have to wait for a connection: meanwhile nothing of this must lock, load or name the tab.
  let isLeft = false;
  onLeave(() => {
    isLeft = true;
    render(null, place);
  });
  setAddresses(addresses);
  try {
    await setLanguage(firstLanguage(navigator.languages), parts);
  } catch (error) {
    place.hidden = true;
    broken.hidden = false;
    throw error;
  }
  place.textContent = "";
  if (!isLeft) render(<Root draw={root} />, place);
}
