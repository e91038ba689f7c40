/**
 * The screens behind the sign-in. Each is fetched when it is first opened; checking, the one in a hurry, comes along, and
 * with it the warning that it may find: fetched only then, it would tell what was found.
 */
import type { JSX } from "preact";
import { Lazy } from "./lazy.tsx";
import type { Route } from "./routes.ts";
import { CheckScreen } from "./screens/check.tsx";
import { WarningScreen } from "./screens/warning.tsx";

export interface InsideProps {
  readonly route: Route;
  readonly onLock: () => void;
  /** Something new has been read: count again. */
  readonly onSeen: () => void;
}

export function InsideScreen({ route, onLock, onSeen }: InsideProps): JSX.Element {
  switch (route.name) {
    case "warnings":
      return <Lazy key="warnings" load={async () => (await import("./screens/warnings.tsx")).WarningsScreen} props={{}} />;
    case "warning":
      return <WarningScreen key={`warning ${route.reference}`} reference={route.reference} onSeen={onSeen} />;
    case "report":
      return <Lazy key="report" load={async () => (await import("./report/start.tsx")).ReportStartScreen} props={{}} />;
    case "step":
      return <Lazy key="step" load={async () => (await import("./report/report.tsx")).ReportScreen}
        props={{ step: route.step, changing: route.changing }} />;
    case "sent":
      return <Lazy key="sent" load={async () => (await import("./report/sent.tsx")).SentScreen} props={{ code: route.code }} />;
    case "mine":
      return <Lazy key="mine" load={async () => (await import("./screens/mine.tsx")).MineScreen} props={{}} />;
    case "own":
      return <Lazy key={`own ${route.code}`} load={async () => (await import("./screens/own.tsx")).OwnScreen}
        props={{ code: route.code, isEarlier: route.isEarlier === true, onSeen }} />;
    case "more":
      return <Lazy key="more" load={async () => (await import("./screens/more.tsx")).MoreScreen} props={{ onLock }} />;
    case "passphrase":
      return <Lazy key="passphrase" load={async () => (await import("./screens/passphrase.tsx")).PassphraseScreen} props={{}} />;
    case "about":
      return <Lazy key="about" load={async () => (await import("./screens/more.tsx")).AboutScreen} props={{}} />;
    case "safety":
      return <Lazy key="safety" load={async () => (await import("./screens/safety.tsx")).SafetyScreen} props={{}} />;
    default:
      return <CheckScreen key="check" />;
  }
}
