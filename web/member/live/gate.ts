/**
 * The live services, fetched when they are first needed: the sign-in page itself loads no cryptography. Typing there is
 * such a need, so that the code, the list and the worker for the slow hash come while a passphrase is being typed.
 */
import type { TransportAnswer } from "../../shared/client/api.ts";
import type { About, Session } from "../services.ts";
import type { ServicesOf } from "./services.ts";

/** What the live services find begun. */
export interface Begun {
  readonly onExpired: () => void;
  /** Gives a worker for the slow hash: first the one that is running, if one is. */
  readonly startWorker: () => Worker;
  /** What `GET /api/trust` answers to the page; null if it has not asked. */
  readonly trust: Promise<TransportAnswer> | null;
}

export interface GateOptions<S extends Session> {
  readonly startWorker: () => Worker;
  /** Fetches the code and gives what makes the services. */
  readonly load: () => Promise<(begun: Begun) => ServicesOf<S>>;
}

export function gate<S extends Session>({ startWorker, load }: GateOptions<S>): ServicesOf<S> {
  const listeners = new Set<() => void>();
  let loading: Promise<ServicesOf<S>> | null = null;
  let worker: Worker | null = null;
  let trust: Promise<TransportAnswer> | null = null;
  const takeWorker = (): Worker => {
    const taken = worker ?? startWorker();
    worker = null;
    return taken;
  };
  const live = (): Promise<ServicesOf<S>> => {
    loading ??= load().then(
      (make) => make({ onExpired: () => listeners.forEach((listener) => listener()), startWorker: takeWorker, trust }),
      (error: unknown) => {
        // A part that could not be fetched may be there at the next press.
        loading = null;
        throw error;
      });
    return loading;
  };
  return {
    about: () => aboutOf(trust = askTrust()),
    advance: async (step) => (await live()).advance(step),
    prepare: () => {
      if (loading === null && worker === null) {
        worker = startWorker();
        // A worker whose code could not be had would never answer.
        worker.onerror = () => void (worker = null);
      }
      live().then((services) => services.prepare(), () => undefined);
    },
    signIn: async (login, passphrase) => (await live()).signIn(login, passphrase),
    invitation: async (typed) => (await live()).invitation(typed),
    openCode: async (typed) => (await live()).openCode(typed),
    onExpired: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

async function askTrust(): Promise<TransportAnswer> {
  const response = await fetch("/api/trust", { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" });
  if (!response.ok) throw new Error(`/api/trust: ${response.status}`);
  return { status: response.status, json: (await response.json()) as unknown };
}

async function aboutOf(trust: Promise<TransportAnswer>): Promise<About> {
  const { organisation, demo } = (await trust).json as About;
  return { organisation, demo };
}
