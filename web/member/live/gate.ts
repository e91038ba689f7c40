/** The live services, fetched when they are first needed: the sign-in page itself loads no cryptography. */
import type { About, Services } from "../services.ts";

export function gate(): Services {
  const listeners = new Set<() => void>();
  let loading: Promise<Services> | null = null;
  const live = (): Promise<Services> => {
    loading ??= import("./services.ts").then(
      (module) => module.liveServices(() => listeners.forEach((listener) => listener())),
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
