/** The member application. Keys and lists come with the first letter of a sign-in, not before: see live/gate.ts. */
import { startSlowHashWorker } from "../shared/trusted_types.ts";
import { startApplication } from "../shared/ui/start.tsx";
import { App } from "./app.tsx";
import { gate } from "./live/gate.ts";

const services = gate({
  startWorker: startSlowHashWorker,
  load: async () => {
    const { liveServices } = await import("./live/services.ts");
    // What follows the sign-in comes while the passphrase is being hashed, not before what hashes it.
    const session = import("./live/session.ts");
    session.catch(() => undefined);
    return (begun) => liveServices(begun, async (...unlocked) => (await session).openSession(...unlocked));
  },
});
void startApplication(() => <App services={services} />, ["common", "member"]);
