/** What a page and the server say to each other, as somebody sees it who watches lengths and order but opens nothing. */
import type { Page } from "playwright-core";

export interface Exchange {
  readonly method: string;
  /** The path; names of content become "{hash}". */
  readonly path: string;
  /** Bytes of the request's body. */
  readonly asked: number;
  readonly status: number;
  /** Bytes of the answer as they came over the wire, headers included. */
  readonly answered: number;
}

export interface Transcript {
  /** How many requests for a path there have been since the last `take`. */
  seen(path: string): number;
  /** Everything since the last call, once nothing is under way any more. */
  take(): Promise<Exchange[]>;
}

/** Listens below the page, so that nothing is left out, whoever asked for it. */
export async function recordTranscript(page: Page): Promise<Transcript> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  const exchanges = new Map<string, { method: string; path: string; asked: number; status: number; answered: number | null }>();
  let idle: (() => void) | null = null;
  const underWay = (): boolean => [...exchanges.values()].some(({ answered }) => answered === null);
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    const path = new URL(request.url).pathname.replace(/[0-9a-f]{64}/g, "{hash}");
    const asked = (request.postDataEntries ?? []).reduce((sum, { bytes = "" }) => sum + Buffer.from(bytes, "base64").length, 0);
    exchanges.set(requestId, { method: request.method, path, asked, status: 0, answered: null });
  });
  session.on("Network.responseReceived", ({ requestId, response }) => {
    const exchange = exchanges.get(requestId);
    if (exchange !== undefined) exchange.status = response.status;
  });
  const ended = (requestId: string, bytes: number): void => {
    const exchange = exchanges.get(requestId);
    if (exchange !== undefined) exchange.answered = bytes;
    if (!underWay()) idle?.();
  };
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => ended(requestId, encodedDataLength));
  session.on("Network.loadingFailed", ({ requestId }) => ended(requestId, -1));
  return {
    seen: (path) => [...exchanges.values()].filter((exchange) => exchange.path === path).length,
    take: async () => {
      if (underWay()) await new Promise<void>((resolve) => (idle = resolve));
      idle = null;
      const taken = [...exchanges.values()].map((exchange) => ({ ...exchange, answered: exchange.answered ?? -1 }));
      exchanges.clear();
      return taken;
    },
  };
}
