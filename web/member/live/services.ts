/** The live services: the client's flows, strung together as the screens need them. */
import { systemClock, type Clock } from "../../shared/client/clock.ts";
import { connect, withCurrentClock, type Client, type Pin } from "../../shared/client/trust.ts";
import { browserTransport, call, type Api, type Transport, type TransportAnswer } from "../../shared/client/api.ts";
import { readyWorker, setWorkerFactory, stopWorker } from "../../shared/client/argon2.ts";
import { openAccount, signIn, type Unlocked } from "../../shared/client/account.ts";
import { openList, type List } from "../../shared/client/list.ts";
import type { Invitation, Newcomer, OwnReport, Services, Session } from "../services.ts";
import type { Begun } from "./gate.ts";
import type { Kept } from "./session.ts";

/** What an unlocked account becomes: the member application's session, or more. */
export type Open<S extends Session> = (client: Client, unlocked: Unlocked, kept: Kept) => Promise<S>;

export interface ServicesOf<S extends Session> extends Services {
  signIn(login: string, passphrase: string): Promise<S>;
}

/** What signing in stands on and needs no account for. */
interface Prepared {
  readonly client: Client;
  /** Null if it could not be had. It counts only once it is compared with what the vault remembers. */
  readonly list: Promise<List | null>;
}

/** `onExpired` is called when a request that needs a session is refused for want of one. */
export function liveServices<S extends Session>({ onExpired, startWorker, trust }: Begun, open: Open<S>): ServicesOf<S> {
  setWorkerFactory(startWorker);
  const api: Api = { transport: watched(answered(browserTransport(), trust), onExpired) };
  // What a lock could not bring to the server, sealed to its owner; by sign-in name.
  const kept: Kept = new Map();
  let client: Client | null = null;
  // The root that an account or an invitation has vouched for here.
  let verifiedRoot: Uint8Array | null = null;
  // One clock for whoever holds this client: in a demo it is moved under them.
  const clock: Clock = { now: () => (client?.clock ?? systemClock).now() };
  const connected = async (pin: Pin): Promise<Client> => {
    client = (await connect(api, pin)).client;
    return { ...client, clock };
  };
  let coming: Promise<Prepared> | null = null;
  const prepared = (): Promise<Prepared> => {
    coming ??= connected({ kind: "first_use" }).then((now) => ({
      client: now,
      list: openList(now, null, null, "for_checks").catch(() => null),
    }));
    return coming;
  };
  return {
    about: async () => {
      const { organisation, demo } = await call(api, "GET /api/trust", {});
      return { organisation, demo };
    },
    advance: async (step) => {
      await call(api, "POST /api/demo/clock", { body: { advance: step } });
      if (client !== null) client = await withCurrentClock(client);
    },
    prepare: () => {
      readyWorker();
      prepared().catch(() => (coming = null));
    },
    signIn: async (login, passphrase) => {
      // What was made at joining opens under its own root only: it does not matter here which root the server shows.
      const preparing = prepared();
      coming = null;
      const { client: now, list } = await preparing;
      const signed = await signIn(now, login, passphrase);
      const unlocked = await openAccount(now, signed, list, "for_checks");
      verifiedRoot = now.installation.rootKey;
      return open(now, unlocked, kept);
    },
    invitation: async (typed) => {
      const { join, lookUpInvitation, parseInvitation, prepareJoin } = await import("../../shared/client/join.ts");
      const parsed = parseInvitation(typed);
      if ("problem" in parsed) return parsed;
      const offer = await lookUpInvitation(api, parsed.code);
      const { trust, fingerprint, rootKey } = offer.client.installation;
      verifiedRoot = rootKey;
      return {
        organisation: trust.organisation,
        fingerprint,
        role: offer.role,
        expires: offer.expires,
        prepare: async (): Promise<Newcomer> => {
          const newcomer = await prepareJoin(offer);
          return { login: newcomer.login, passphrase: newcomer.passphrase, join: () => join(newcomer) };
        },
      } satisfies Invitation;
    },
    openCode: async (typed): Promise<OwnReport | { problem: "characters" | "length" | "check_digit" }> => {
      const pin: Pin = verifiedRoot === null ? { kind: "first_use" } : { kind: "root", rootKey: verifiedRoot };
      const [{ receiptFromCode }, { ownReport }] = await Promise.all([import("../../shared/client/owner.ts"), import("./own_report.ts")]);
      const answer = await receiptFromCode(api, typed, pin);
      if ("problem" in answer) return answer;
      return ownReport(answer.client, answer.receipt, { isNew: answer.isNew, onForget: stopWorker });
    },
    onExpired: () => () => undefined,
  };
}

/** A transport that already has the answer to one request for the trust file; if that fails, it asks as for all others. */
function answered(transport: Transport, trust: Promise<TransportAnswer> | null): Transport {
  let first = trust;
  return async (method, path, body, options) => {
    const given = path === "/api/trust" ? first : null;
    if (given === null) return transport(method, path, body, options);
    first = null;
    return given.catch(() => transport(method, path, body, options));
  };
}

/** A transport that notices the end of the session. Signing in and changing the passphrase are refused for other reasons. */
function watched(transport: Transport, onExpired: () => void): Transport {
  return async (method, path, body, options) => {
    const answer = await transport(method, path, body, options);
    const needsSession = options.credentials === "session" && !/^\/api\/(sign-in|passphrase|join)/.test(path);
    if (answer.status === 401 && needsSession) onExpired();
    return answer;
  };
}
