/**
 * Another language at the same place of the page, with the same choices: the words of that page take the place of these without
 * its being opened. So choices are in the memory of this page alone: in no address, in no storage, in nothing that a browser
 * writes down, and gone with the page. Where that fails, the link is followed like any other.
 */
import { onLeave } from "../../shared/ui/leave.ts";

type Choice = HTMLInputElement | HTMLSelectElement;

const all = <E extends Element>(selector: string): readonly E[] => [...document.querySelectorAll<E>(selector)];
/** A reader knows where these are, and every language has them. */
const landmarks = (): readonly HTMLElement[] => all("#main h1, #main h2, #main h3, #main legend, #main .entry");
const choices = (): readonly Choice[] => all("#main input, #main select");
const folds = (): readonly HTMLDetailsElement[] => all("#main details");
/** Under the bar with Leave. */
const kTop = 100;
/** What stays on the screen for so long is being read. */
const kReadingMs = 2000;

interface Reading {
  /** Which landmark, and how far from the top of the screen. */
  readonly mark: number;
  readonly top: number;
}

/** The last landmark at the top of the screen or above it; the heading of the page, if there is none. */
function placeNow(): Reading {
  let place: Reading | undefined;
  landmarks().forEach((each, mark) => {
    const { top, height } = each.getBoundingClientRect();
    if (place === undefined || (height > 0 && top < kTop)) place = { mark, top };
  });
  return place ?? { mark: 0, top: 0 };
}

// Languages are chosen at the top of the page: the place to keep is where somebody read before going up there.
let reading: Reading | undefined;
let moved = 0;
addEventListener("scroll", () => {
  const now = Date.now();
  const links = document.querySelector(".languages");
  if (now - moved > kReadingMs && links && links.getBoundingClientRect().bottom < 0) reading = placeNow();
  moved = now;
}, { passive: true });
// Whoever chooses something is there, and no longer where she read.
addEventListener("change", () => void (reading = undefined));

let asking: XMLHttpRequest | undefined;
onLeave(() => asking?.abort());

/** A page as a document that runs nothing and fetches nothing. Trusted Types let no text become one, but this. */
function fetchPage(address: string): Promise<Document> {
  asking?.abort();
  const request = new XMLHttpRequest();
  asking = request;
  return new Promise((resolve, reject) => {
    request.addEventListener("load", () => (request.status === 200 && request.responseXML ? resolve(request.responseXML) : reject(new Error(`${request.status}`))));
    request.addEventListener("error", reject);
    request.open("GET", address);
    request.responseType = "document";
    request.send();
  });
}

/** Pages of one build share their files; after another build this page's script and style might not fit. */
const filesOf = (page: Document): string => [...page.querySelectorAll("link[rel=stylesheet], script[src]")].map((file) => file.getAttribute("href") ?? file.getAttribute("src")).join();

function putWords(page: Document, begin: () => void): void {
  const [choicesBefore, foldsBefore, place] = [choices(), folds(), reading ?? placeNow()];
  // The way out stays, with what it has learnt; its words change.
  const [leave, otherLeave] = [document.getElementById("leave"), page.getElementById("leave")];
  if (leave && otherLeave) {
    leave.title = otherLeave.title;
    leave.replaceChildren(...otherLeave.childNodes);
    otherLeave.replaceWith(leave);
  }
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  document.body.dataset["words"] = page.body.dataset["words"];
  document.body.replaceChildren(...page.body.childNodes);

  const now = new Map(choices().map((choice) => [choice.id, choice]));
  for (const before of choicesBefore) {
    const choice = now.get(before.id);
    if (choice === undefined) continue;
    if (before instanceof HTMLInputElement && choice instanceof HTMLInputElement) choice.checked = before.checked;
    if (before.type !== "checkbox" && before.type !== "radio") choice.value = before.value;
  }
  folds().forEach((fold, index) => void (fold.open = foldsBefore[index]?.open ?? fold.open));
  begin();
  const mark = landmarks()[place.mark];
  if (mark === undefined) return;
  scrollBy(0, mark.getBoundingClientRect().top - place.top);
  mark.tabIndex = -1;
  mark.focus({ preventScroll: true });
}

/** `begin` gives the new words what a page of its own would have got. */
export function offerLanguages(begin: () => void): void {
  for (const link of all<HTMLAnchorElement>(".languages a")) {
    link.addEventListener("click", (event) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      link.setAttribute("aria-busy", "true");
      fetchPage(link.href).then((page) => {
        if (document.documentElement.hidden) return;
        if (filesOf(page) !== filesOf(document)) throw new Error("another build");
        history.replaceState(null, "", link.href);
        putWords(page, begin);
      }).catch(() => location.assign(link.href));
    });
  }
}
