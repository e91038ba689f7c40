/** The live services, fetched when they are first needed: the sign-in page itself loads no cryptography. */
import type { About, Session } from "../services.ts";
import type { ServicesOf } from "./services.ts";

/** `load` fetches the code and gives what makes the services; see live/services.ts for its argument. */
export function gate<S extends Session>(load: () => Promise<(onExpired: () => void) => ServicesOf<S>>): ServicesOf<S> {
  const listeners = new Set<() => void>();
  let loading: Promise<ServicesOf<S>> | null = null;
  const live = (): Promise<ServicesOf<S>> => {
    loading ??= load().then(
      (make) => make(() => listeners.forEach((listener) => listener())),
      (error: unknown) => {
        // A part that could not be fetched may be there at the next press.
        loading = null;
        throw error;
      });
    return loading;
  };
  return {
    about,
    advance: async (step) => (await live()).advance(step),
    signIn: async (login, passphrase) => (await live()).signIn(login, passphrase),
    invitation: async (typed) => (await live()).invitation(typed),
    openCode: async (typed) => (await live()).openCode(typed),
    onExpired: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

async function about(): Promise<About> {
  const response = await fetch("/api/trust", { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" });
  const { organisation, demo } = (await response.json()) as { organisation: string; demo: boolean };
  return { organisation, demo };
}
