/** Keeping a page for when there is no connection, printing it, passing it on. Each only when somebody presses it. */
import { scriptPolicy } from "../../shared/client/script_policy.ts";
import { forgetCaches, forgetWorkers } from "../../shared/ui/forget.ts";
import { onLeave } from "../../shared/ui/leave.ts";
import { say, words } from "./words.ts";

const kCache = "pages";
const kWorker = "/offline.js";
/** Beside a page that was saved, the moment when it was. */
const kWhen = "saved";

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
    for (const each of [page, `${scope}h/`]) await cache.put(each + kWhen, new Response(new Date().toISOString()));
    if (!signal.aborted) await navigator.serviceWorker.register(allow(kWorker), { scope });
  } finally {
    // Leave came meanwhile: what was kept after it has looked goes as well.
    if (signal.aborted) await Promise.all([forgetCaches(), forgetWorkers()]);
  }
}

/** When the page of that address was saved; nothing is made by asking. */
async function savedAt(page: string): Promise<Date | null> {
  const when = await caches.match(page + kWhen, { cacheName: kCache });
  return when === undefined ? null : new Date(await when.text());
}

/** On a page that was saved, its date; in lists, which pages were. */
async function showSaved(): Promise<void> {
  if (!("caches" in window) || !(await caches.has(kCache))) return;
  const [line, when] = [document.querySelector<HTMLElement>(".kept"), await savedAt(location.pathname)];
  if (line && when) {
    line.hidden = false;
    const { lang } = document.documentElement;
    line.textContent = words().kept.replace("#", new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long" }).format(when));
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>(".entry .list-title a")) {
    if ((await savedAt(link.pathname)) === null || link.nextElementSibling) continue;
    const mark = document.createElement("span");
    mark.className = "tag strong";
    mark.textContent = words().kept_mark;
    link.after(" ", mark);
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
  void showSaved();
  const act = (name: string): HTMLButtonElement | null => document.querySelector(`[data-act="${name}"]`);
  for (const button of document.querySelectorAll('[data-act="print"]')) button.addEventListener("click", () => print());
  const [keep, pass] = [act("save"), act("share")];
  if (keep && !("serviceWorker" in navigator && "caches" in window)) keep.hidden = true;
  keep?.addEventListener("click", () => {
    save(location.pathname).then(() => {
      tell(keep, words().saved);
      return showSaved();
    }, () => tell(keep, words().not_saved));
  });
  if (pass && !("share" in navigator || "clipboard" in navigator)) pass.hidden = true;
  pass?.addEventListener("click", () => void share(pass));
}
