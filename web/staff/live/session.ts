/** An unlocked staff account: the member application's session over the same keys, and a desk. */
import type { Unlocked } from "../../shared/client/account.ts";
import { setLinkageFactory } from "../../shared/client/linkage_engine.ts";
import { linkageInWorker } from "../../shared/client/linkage_wire.ts";
import { setRecogniserFactory } from "../../shared/client/recogniser.ts";
import type { Client } from "../../shared/client/trust.ts";
import { startLinkageWorker, startRecogniserWorker } from "../../shared/trusted_types.ts";
import { openSession, type Kept } from "../../member/live/session.ts";
import type { StaffSession } from "../services.ts";
import { openDesk } from "./desk.ts";

export async function openStaffSession(client: Client, unlocked: Unlocked, kept: Kept): Promise<StaffSession> {
  setRecogniserFactory(startRecogniserWorker);
  setLinkageFactory(() => linkageInWorker(startLinkageWorker));
  const session = await openSession(client, unlocked, kept);
  const { desk, forget } = openDesk(client, unlocked, session);
  return {
    ...session,
    desk,
    lock: () => {
      forget();
      session.lock();
    },
    wipe: () => {
      forget();
      session.wipe();
    },
  };
}
