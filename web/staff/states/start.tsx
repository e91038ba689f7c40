import { setLanguage } from "../../shared/i18n/index.ts";
import { startApplication } from "../../shared/ui/start.tsx";
import { App } from "../app.tsx";
import { fakeStaff } from "./fakes.ts";

export function start(wanted: (flow: string) => string): void {
  Object.assign(window, { speak: setLanguage });
  const services = fakeStaff(wanted);
  void startApplication(() => <App services={services} />, ["common", "member", "staff"]);
}
