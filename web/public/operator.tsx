/** Who runs this site, on the pages that send readers to them; or that nobody is named. */
import type { JSX } from "preact";
import { t } from "../shared/i18n/index.ts";
import { CallLink } from "../shared/ui/reading.tsx";
import { dialled } from "./dialled.ts";
import { Said, type Place } from "./frame.tsx";

export function OperatorNote({ place: { site: { operator }, language } }: { place: Place }): JSX.Element {
  return (
    <section id="operator">
      <h2>{t("operator.heading")}</h2>
      {operator === null ? <p><strong>{t("operator.unset")}</strong></p> : (
        <dl class="facts">
          <dt>{t("operator.name")}</dt>
          <dd>{operator.website === null ? operator.name : <a href={operator.website} rel="noreferrer noopener external">{operator.name}</a>}</dd>
          {operator.email !== null && <><dt>{t("operator.email")}</dt><dd><a href={`mailto:${operator.email}`}>{operator.email}</a></dd></>}
          {operator.phone !== null && <><dt>{t("operator.phone")}</dt><dd><CallLink number={operator.phone} dial={dialled(operator.phone)} /></dd></>}
          {operator.post !== null && <><dt>{t("operator.post")}</dt><dd>{operator.post}</dd></>}
          <dt>{t("operator.paid_by")}</dt>
          <dd><Said of={operator.paidBy} language={language} /></dd>
          <dt>{t("operator.workers")}</dt>
          <dd><Said of={operator.workers} language={language} /></dd>
          <dt>{t("operator.machines")}</dt>
          <dd><Said of={operator.machines} language={language} /></dd>
        </dl>
      )}
    </section>
  );
}
