/**
 * The service worker of the public pages. It is there only after somebody kept a page, keeps nothing by itself, and answers
 * only when the network does not. Its scope is one language's folder.
 */

import { forgetCaches } from "../../shared/ui/forget.ts";

interface Scope extends EventTarget {
  readonly registration: { unregister(): Promise<boolean> };
  readonly location: Location;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}
type Extendable = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = Event & { readonly request: Request; respondWith(answer: Promise<Response>): void };

const scope = self as unknown as Scope;
const kCache = "pages";

async function answer(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    // Not by opening it: that would make what was forgotten anew.
    const kept = await caches.match(request, { cacheName: kCache, ignoreVary: true });
    if (kept === undefined) throw error;
    return kept;
  }
}

async function forget(): Promise<void> {
  await forgetCaches();
  await scope.registration.unregister();
}

scope.addEventListener("install", (event) => (event as Extendable).waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => (event as Extendable).waitUntil(scope.clients.claim()));
scope.addEventListener("message", (event) => {
  if ((event as MessageEvent).data === "forget") (event as unknown as Extendable).waitUntil(forget());
});
scope.addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const isOurs = request.method === "GET" && new URL(request.url).origin === scope.location.origin;
  if (isOurs) (event as Fetching).respondWith(answer(request));
});
