/** The screens behind the sign-in. Each is fetched when it is first opened. */
import type { JSX } from "preact";
import { Lazy } from "../member/lazy.tsx";
import type { Route } from "./routes.ts";

export function InsideScreen({ route, onLock }: { route: Route; onLock: () => void }): JSX.Element {
  switch (route.name) {
    case "queue":
      return <Lazy key="queue" load={async () => (await import("./desk/queue.tsx")).QueueScreen} props={{}} />;
    case "file":
      return <Lazy key={`file ${route.report}`} load={async () => (await import("./desk/report.tsx")).ReportScreen} props={{ report: route.report, step: route.step }} />;
    case "links":
      return <Lazy key="links" load={async () => (await import("./link/links.tsx")).LinksScreen} props={{}} />;
    case "link":
      return <Lazy key={`link ${route.entry}`} load={async () => (await import("./link/entry.tsx")).EntryScreen} props={{ entry: route.entry }} />;
    case "pair":
      return <Lazy key={`pair ${route.entry} ${route.other}`} load={async () => (await import("./link/pair.tsx")).PairScreen} props={{ entry: route.entry, other: route.other }} />;
    case "drafts":
      return <Lazy key="drafts" load={async () => (await import("./editors/drafts.tsx")).DraftsScreen} props={{}} />;
    case "review":
      return <Lazy key={`review ${route.reference}`} load={async () => (await import("./editors/review.tsx")).ReviewScreen} props={{ reference: route.reference }} />;
    case "live":
      return <Lazy key="live" load={async () => (await import("./editors/live.tsx")).LiveScreen} props={{}} />;
    case "people":
      return <Lazy key="people" load={async () => (await import("./people/people.tsx")).PeopleScreen} props={{}} />;
    case "invite":
      return <Lazy key="invite" load={async () => (await import("./people/invite.tsx")).InviteScreen} props={{}} />;
    case "keys":
      return <Lazy key="keys" load={async () => (await import("./people/keys.tsx")).KeysScreen} props={{}} />;
    case "audit":
      return <Lazy key="audit" load={async () => (await import("./people/audit.tsx")).AuditScreen} props={{}} />;
    case "check":
      return <Lazy key="check" load={async () => (await import("../member/screens/check.tsx")).CheckScreen} props={{}} />;
    case "warnings":
      return <Lazy key="warnings" load={async () => (await import("../member/screens/warnings.tsx")).WarningsScreen} props={{}} />;
    case "warning":
      return <Lazy key={`warning ${route.reference}`} load={async () => (await import("../member/screens/warning.tsx")).WarningScreen}
        props={{ reference: route.reference, onSeen: () => undefined }} />;
    case "passphrase":
      return <Lazy key="passphrase" load={async () => (await import("../member/screens/passphrase.tsx")).PassphraseScreen} props={{}} />;
    default:
      return <Lazy key="more" load={async () => (await import("./screens/more.tsx")).MoreScreen} props={{ onLock }} />;
  }
}
