/** The member application. Keys and lists come with the first press on "Sign in", not before: see live/gate.ts. */
import { startApplication } from "../shared/ui/start.tsx";
import { App } from "./app.tsx";
import { gate } from "./live/gate.ts";

const services = gate(async () => {
  // What follows the sign-in comes while the passphrase is being hashed.
  const session = import("./live/session.ts");
  session.catch(() => undefined);
  const { liveServices } = await import("./live/services.ts");
  return (onExpired) => liveServices(onExpired, async (...unlocked) => (await session).openSession(...unlocked));
});
void startApplication(() => <App services={services} />, ["common", "member"]);
