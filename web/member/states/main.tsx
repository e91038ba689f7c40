/** The member application over faked flows, for tests in a browser and for pictures. Never served. */
import { wanted } from "./scene.ts";
import { fakeServices } from "./fakes.ts";
import { setLanguage } from "../../shared/i18n/index.ts";
import { startApplication } from "../../shared/ui/start.tsx";
import { App } from "../app.tsx";
import { router, type Route } from "../routes.ts";

declare global {
  interface Window {
    /** What the faked flows were asked for. */
    readonly asked: string[];
    readonly open_screen: (route: Route) => void;
    readonly speak: typeof setLanguage;
  }
}

Object.assign(window, { open_screen: (route: Route) => router.go(route), speak: setLanguage });
const services = fakeServices(wanted);
void startApplication(() => <App services={services} />, ["common", "member"]);
