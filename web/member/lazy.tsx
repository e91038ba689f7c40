/** A screen whose code is fetched when it is first wanted. */
import type { ComponentType, JSX } from "preact";
import { ts } from "../shared/i18n/index.ts";
import { LoadFailed, Loading, Page, useLoad } from "../shared/ui/index.ts";
import { t } from "../shared/i18n/index.ts";

export function Lazy<Props extends object>({ load, props }: {
  load: () => Promise<ComponentType<Props>>; props: Props;
}): JSX.Element {
  const [screen, again] = useLoad(load, []);
  if (screen.state === "ready") return <screen.value {...props} />;
  return (
    <Page heading={t("page.wait")} title={ts("page.wait_tab")}>
      {screen.state === "loading" ? <Loading /> : <LoadFailed onRetry={again} />}
    </Page>
  );
}
