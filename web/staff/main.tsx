/** The staff application: the member application's account, checks and warnings, and a desk for each role. */
import { gate } from "../member/live/gate.ts";
import { startApplication } from "../shared/ui/start.tsx";
import { App } from "./app.tsx";

const services = gate(async () => {
  const [{ liveServices }, { openStaffSession }] = await Promise.all([import("../member/live/services.ts"), import("./live/session.ts")]);
  return (onExpired) => liveServices(onExpired, openStaffSession);
});
void startApplication(() => <App services={services} />, ["common", "member", "staff"]);
