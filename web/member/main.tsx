/** The member application. Keys and lists come with the first press on "Sign in", not before: see live/gate.ts. */
import { startApplication } from "../shared/ui/start.tsx";
import { App } from "./app.tsx";
import { gate } from "./live/gate.ts";

const services = gate(async () => {
  const [{ liveServices }, { openSession }] = await Promise.all([import("./live/services.ts"), import("./live/session.ts")]);
  return (onExpired) => liveServices(onExpired, openSession);
});
void startApplication(() => <App services={services} />, ["common", "member"]);
