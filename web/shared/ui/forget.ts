/** Forgetting what a browser keeps for this address without asking the server: for when there is none to ask. */

const ignore = (): void => undefined;

/**
 * Every page that was saved. Entry by entry: of a cache that some page still holds open, browsers leave the files on the disk
 * until they tidy up.
 */
export async function forgetCaches(): Promise<void> {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    await Promise.all((await cache.keys()).map((request) => cache.delete(request)));
    await caches.delete(name);
  }
}

/** What answers with saved pages. */
export async function forgetWorkers(): Promise<void> {
  await Promise.all((await navigator.serviceWorker.getRegistrations()).map((each) => each.unregister()));
}

/** What a browser forbids to touch, it does not keep for us either. */
function attempt(act: () => unknown): void {
  try {
    act();
  } catch {
    ignore();
  }
}

/**
 * All that a page can reach. Workers are told first: they outlive a page that is about to end, and forget what was saved too.
 * Cookies are the server's, and no page sees them.
 */
export function forgetStored(): void {
  attempt(() => navigator.serviceWorker.controller?.postMessage("forget"));
  attempt(() => localStorage.clear());
  attempt(() => sessionStorage.clear());
  attempt(() => void forgetCaches().catch(ignore));
  attempt(() => void forgetWorkers().catch(ignore));
  attempt(() => void indexedDB.databases().then((all) => all.forEach(({ name }) => name && indexedDB.deleteDatabase(name)), ignore));
}
