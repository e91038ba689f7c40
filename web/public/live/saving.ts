/** Keeping a page for when there is no connection, printing it, passing it on. Each only when somebody presses it. */
import { scriptPolicy } from "../../shared/client/script_policy.ts";
import { forgetCaches, forgetWorkers } from "../../shared/ui/forget.ts";
import { onLeave } from "../../shared/ui/leave.ts";
import { say, words } from "./words.ts";

const kCache = "pages";
const kWorker = "/offline.js";

const allow = scriptPolicy([kWorker]);
const leaving = new AbortController();
onLeave(() => leaving.abort());

/** Keeps the page with the files it needs, and Help now with it: whoever has no connection needs that first. */
async function save(page: string): Promise<void> {
  const files = [...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>("link[rel=stylesheet], script[src], link[rel=icon]")]
    .map((element) => (element instanceof HTMLScriptElement ? element.src : element.href));
  const scope = `/${page.split("/")[1]}/`;
  const { signal } = leaving;
  try {
    const cache = await caches.open(kCache);
    await cache.addAll([page, `${scope}h/`, ...files].map((address) => new Request(address, { signal })));
    if (!signal.aborted) await navigator.serviceWorker.register(allow(kWorker), { scope });
  } finally {
    // Leave came meanwhile: what was kept after it has looked goes as well.
    if (signal.aborted) await Promise.all([forgetCaches(), forgetWorkers()]);
  }
}

function tell(button: HTMLElement, text: string): void {
  button.textContent = text;
  say(text);
}

async function share(button: HTMLElement): Promise<void> {
  const link = { url: location.href.split("#")[0] ?? "" };
  if ("share" in navigator) return navigator.share(link).catch(() => undefined);
  await (navigator as Navigator).clipboard.writeText(link.url);
  tell(button, words().copied);
}

export function offerSaving(): void {
  const act = (name: string): HTMLButtonElement | null => document.querySelector(`[data-act="${name}"]`);
  for (const button of document.querySelectorAll('[data-act="print"]')) button.addEventListener("click", () => print());
  const [keep, pass] = [act("save"), act("share")];
  if (keep && !("serviceWorker" in navigator && "caches" in window)) keep.hidden = true;
  keep?.addEventListener("click", () => {
    save(location.pathname).then(() => tell(keep, words().saved), () => tell(keep, words().not_saved));
  });
  if (pass && !("share" in navigator || "clipboard" in navigator)) pass.hidden = true;
  pass?.addEventListener("click", () => void share(pass));
}
