/**
 * What a page does besides being read, if scripts run: the way out blanks at once and stays shut, services say whether they
 * are open, and a page can be kept, printed and passed on. It stands in the head and runs before anything is drawn.
 *
 * Nothing is stored until somebody presses "Save". The exceptions are signs in the tab's own memory, that the page about
 * leaving has been seen and that the tab was left, and one in the tab's name, of the latter too.
 */
import { goQuietly, installLeave, isVisit, kLeft, onLeave } from "../../shared/ui/leave.ts";
import { offerSaving } from "./saving.ts";
import { freshen } from "./fresh.ts";
import { offerLanguages } from "./language.ts";
import { followChoices, showOpenness } from "./openness.ts";
import { followPlace } from "./place.ts";
import { say, words } from "./words.ts";

const kAddress = "/leave";
const kSeen = "seen";
const kNext = "next";

// The tab's own memory; a browser that keeps nothing for anybody has none, and is offered the page about leaving again.
const memory = ((): Storage | null => {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
})();

// Back after Leave: the page that would come again goes back to the empty one, and is not drawn before. The tab's name is
// the one thing that outlives the clearing of all storage; but a page that Chromium kept whole keeps the name of its own time
// as well, and learns from the tab's memory, until the answer of /leave clears both it and that.
const wasLeft = (): boolean => window.name === kLeft || (memory?.getItem(kLeft) ?? null) !== null;
const isShut = wasLeft() && !isVisit();
if (isShut) shut();
else {
  window.name = "";
  memory?.removeItem(kLeft);
}

/** Says so to whatever comes again in this tab; the address no longer says which page this was. */
function markAsLeft(): void {
  window.name = kLeft;
  history.replaceState(null, "", kAddress);
}

function shut(): void {
  document.documentElement.hidden = true;
  markAsLeft();
  goQuietly();
}

document.documentElement.classList.remove("no-script");
const isSeen = memory === null || memory.getItem(kSeen) !== null;
if (memory !== null && isSeen) document.documentElement.classList.add("seen");

onLeave(() => {
  markAsLeft();
  memory?.setItem(kLeft, "1");
});

// A page in the browser's memory is hidden while it lies there, and looks again before it shows itself.
addEventListener("pagehide", () => void (document.documentElement.hidden = true));
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (wasLeft()) shut();
  else document.documentElement.hidden = false;
});

/** Once in a tab, the first step inside leads over the page that says what Leave does. Help never waits for it. */
function interruptOnce(): void {
  // The page of an address that leads nowhere stands in the language of its folder, or in English where there is no such folder.
  const start = `/${document.documentElement.lang}/`;
  const path = location.pathname.replace(/^\/[^/]+\//, "");
  if (location.pathname === `${start}t/`) {
    memory?.setItem(kSeen, "1");
    const next = memory?.getItem(kNext);
    memory?.removeItem(kNext);
    if (next) document.querySelector("#go-on")?.setAttribute("href", next);
    return;
  }
  if (path !== "" || isSeen) return;
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".ways-in a, .sections a")) {
    if (link.pathname.endsWith("/h/")) continue;
    const { href, pathname } = link;
    link.addEventListener("click", () => {
      // Asked for anew: a page that the browser kept whole is older than what has been seen since.
      link.href = href;
      if (memory?.getItem(kSeen)) return;
      memory?.setItem(kNext, pathname);
      link.href = start + "t/";
    });
  }
}

/** What the words of a page get, in whatever language. */
function begin(): void {
  interruptOnce();
  offerLanguages(begin);
  showOpenness();
  const lookAgain = followChoices();
  followPlace();
  void freshen().then((isChanged) => {
    if (!isChanged) return;
    showOpenness();
    lookAgain();
  });
  offerSaving();
}

addEventListener("DOMContentLoaded", () => {
  if (isShut) return;
  const link = document.getElementById("leave");
  if (link) installLeave(link, (remaining) => say(words()[remaining === 1 ? "again_one" : "again_two"]));
  begin();
});
