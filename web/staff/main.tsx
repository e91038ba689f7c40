/** The staff application: the member application's account, checks and warnings, and a desk for each role. */
import { gate } from "../member/live/gate.ts";
import { startSlowHashWorker } from "../shared/trusted_types.ts";
import { startApplication } from "../shared/ui/start.tsx";
import { App } from "./app.tsx";

const services = gate({
  startWorker: startSlowHashWorker,
  load: async () => {
    const [{ liveServices }, { openStaffSession }] = await Promise.all([import("../member/live/services.ts"), import("./live/session.ts")]);
    return (begun) => liveServices(begun, openStaffSession);
  },
});
void startApplication(() => <App services={services} />, ["common", "member", "staff"]);
