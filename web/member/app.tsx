/** Which screen is shown: outside, locked or unlocked. Everything behind the sign-in is loaded when it is first wanted. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { HelpPage } from "../shared/ui/help.tsx";
import { onLeave } from "../shared/ui/leave.ts";
import { kMemberLock } from "../shared/ui/lock.ts";
import { createRouter, useRoute } from "../shared/ui/router.ts";
import { Shell } from "../shared/ui/shell.tsx";
import { DemoBanner } from "./demo.tsx";
import { Lazy } from "./lazy.tsx";
import { goBack, router, type Route } from "./routes.ts";
import { LockScreen } from "./screens/lock.tsx";
import { SignInScreen } from "./screens/sign_in.tsx";
import { ServicesContext, SessionContext, type About, type Services, type Session } from "./services.ts";
import { useSections } from "./sections.tsx";
// Screens inside and outside show these words, which are too few for a file of their own.
import "./words.ts";

export type LockReason = "locked" | "expired";

type State =
  | { readonly kind: "outside" }
  | { readonly kind: "locked"; readonly login: string; readonly reason: LockReason }
  | { readonly kind: "unlocked"; readonly session: Session };

// Help stays within reach while the application is locked, without giving up the place in it.
const lockedRouter = createRouter<{ name: "lock" | "help" }>({ name: "lock" });

export function App({ services }: { services: Services }): JSX.Element {
  const [state, setState] = useState<State>({ kind: "outside" });
  const [about, setAbout] = useState<About | null>(null);
  const latest = useRef(state);
  latest.current = state;
  const session = state.kind === "unlocked" ? state.session : null;

  const lock = (reason: LockReason): void => {
    const { current } = latest;
    if (current.kind !== "unlocked") return;
    current.session.lock();
    setState({ kind: "locked", login: current.session.login, reason });
  };

  useEffect(() => services.onExpired(() => lock("expired")), []);
  useEffect(() => void services.about().then(setAbout, () => undefined), []);
  useEffect(() => onLeave(() => {
    if (latest.current.kind === "unlocked") latest.current.session.wipe();
  }), []);

  const unlocked = (opened: Session, first: boolean): void => {
    setState({ kind: "unlocked", session: opened });
    if (first) router.reset({ name: "check" });
  };
  const forget = (): void => {
    setState({ kind: "outside" });
    router.reset({ name: "sign_in" });
  };

  return (
    <ServicesContext.Provider value={services}>
      <SessionContext.Provider value={session}>
        {about?.demo && <DemoBanner />}
        {session !== null
          ? <Inside session={session} onLock={() => lock("locked")} />
          : state.kind === "locked"
            ? <Locked login={state.login} reason={state.reason} onUnlock={(opened) => unlocked(opened, false)} onForget={forget} />
            : <Outside about={about} onUnlock={(opened) => unlocked(opened, true)} />}
      </SessionContext.Provider>
    </ServicesContext.Provider>
  );
}

/** Without a session a code and a new sign-in card are as secret as what a session shows: they close like one. */
const kClosing: readonly Route["name"][] = ["join", "code", "opened"];

function Outside(props: { about: About | null; onUnlock: (session: Session) => void }): JSX.Element {
  const route = useRoute(router);
  const lock = { rules: kMemberLock, onLock: () => router.reset({ name: "sign_in", closed: true }) };
  return <Shell lock={kClosing.includes(route.name) ? lock : undefined}><OutsideScreen route={route} {...props} /></Shell>;
}

function OutsideScreen({ route, about, onUnlock }: { route: Route; about: About | null; onUnlock: (session: Session) => void }): JSX.Element {
  switch (route.name) {
    case "join":
      return <Lazy key="join" load={async () => (await import("./screens/join.tsx")).JoinScreen} props={{ onUnlock }} />;
    case "code":
      return <Lazy key="code" load={async () => (await import("./screens/code.tsx")).CodeScreen} props={{}} />;
    case "opened":
      return <Lazy key="opened" load={async () => (await import("./screens/own.tsx")).OpenedScreen} props={{ report: route.report }} />;
    case "help":
      return <HelpPage key="help" onBack={goBack} />;
    case "safety":
      return <Lazy key="safety" load={async () => (await import("./screens/safety.tsx")).SafetyScreen} props={{}} />;
    default:
      return <SignInScreen key="sign_in" about={about} closed={route.name === "sign_in" && route.closed === true} onUnlock={onUnlock} />;
  }
}

function Locked(props: {
  login: string; reason: LockReason; onUnlock: (session: Session) => void; onForget: () => void;
}): JSX.Element {
  const { name } = useRoute(lockedRouter);
  return (
    <Shell>
      {name === "help"
        ? <HelpPage key="help" onBack={() => lockedRouter.back()} />
        : <LockScreen key="lock" {...props} onHelp={() => lockedRouter.go({ name: "help" })} />}
    </Shell>
  );
}

function Inside({ session, onLock }: { session: Session; onLock: () => void }): JSX.Element {
  const route: Route = useRoute(router);
  const { navigation, recount } = useSections(session);
  const current = { warning: "warnings", step: "report", sent: "report", own: "mine", passphrase: "more", about: "more", safety: "more", help: "more" }[
    route.name as string] ?? route.name;
  // One-way journeys have no sections: nothing invites away from a half-written report.
  const oneWay = route.name === "step" || route.name === "sent";
  return (
    <Shell navigation={oneWay ? [] : navigation} current={current} lock={{ rules: kMemberLock, onLock }}>
      {route.name === "help"
        ? <HelpPage key="help" onBack={goBack} />
        : <Lazy load={async () => (await import("./inside.tsx")).InsideScreen} props={{ route, onLock, onSeen: recount }} />}
    </Shell>
  );
}
