/** The staff application over faked flows, for tests in a browser and for pictures. Never served. */
import { wanted } from "../../member/states/scene.ts";
import { setLanguage } from "../../shared/i18n/index.ts";
import { startApplication } from "../../shared/ui/start.tsx";
import { App } from "../app.tsx";
import { fakeStaff } from "./fakes.ts";

Object.assign(window, { speak: setLanguage });
const services = fakeStaff(wanted);
void startApplication(() => <App services={services} />, ["common", "member", "staff"]);
