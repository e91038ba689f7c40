/** Numbers of help as a list: who answers, when, and that a call may be seen on a bill. */
import type { JSX } from "preact";
import { language, t } from "../i18n/index.ts";
import { kPseudoLanguage } from "../i18n/languages.ts";
import { dialled, hoursTexts, isOpen, kPhoneLines, type PhoneLine } from "../phone_lines.ts";
import { Icon } from "./icons.tsx";
import { Tag } from "./parts.tsx";

function Hours({ line }: { line: PhoneLine }): JSX.Element {
  const open = isOpen(line.hours, new Date());
  if (line.hours === null) return <>{t("phones.hours_unknown")}</>;
  if (line.hours === "always") return <>{t("phones.always")}</>;
  return (
    <>
      <Tag kind={open ? "strong" : "plain"}>{open ? t("phones.open") : t("phones.closed")}</Tag>
      {hoursTexts(line.hours, language() === kPseudoLanguage ? "en" : language()).map((slot) => (
        <> <span class="slot">{slot}</span></>
      ))}
    </>
  );
}

export function PhoneLines({ lines = kPhoneLines }: { lines?: readonly PhoneLine[] }): JSX.Element {
  return (
    <div class="phones">
      <ul>
        {lines.map((line) => (
          <li key={line.id}>
            <a class="number" href={`tel:${dialled(line.number)}`}><Icon name="phone" />{line.number}</a>
            <p>
              {line.name !== line.number && <strong lang="en">{line.name}</strong>}
              {line.about[language()] ?? line.about["en"]}
            </p>
            <p class="note"><Hours line={line} /></p>
          </li>
        ))}
      </ul>
      <p class="note">{t("phones.bill")}</p>
    </div>
  );
}
