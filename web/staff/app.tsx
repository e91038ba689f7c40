/** Which screen is shown: outside, locked or unlocked. Everything behind the sign-in is loaded when it is first wanted. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { DemoBanner } from "../member/demo.tsx";
import { Lazy } from "../member/lazy.tsx";
import { LockScreen } from "../member/screens/lock.tsx";
import { ServicesContext, SessionContext, type About, type Session } from "../member/services.ts";
import { t } from "../shared/i18n/index.ts";
import { HelpPage } from "../shared/ui/help.tsx";
import { onLeave } from "../shared/ui/leave.ts";
import { kDeskLock } from "../shared/ui/lock.ts";
import { createRouter, useRoute } from "../shared/ui/router.ts";
import { Shell } from "../shared/ui/shell.tsx";
import { InsideScreen } from "./inside.tsx";
import { goBack, router, type Route } from "./routes.ts";
import { SignInScreen } from "./screens/sign_in.tsx";
import { firstRoute, sectionItems, sectionOf } from "./sections.tsx";
import { DeskContext, type StaffServices, type StaffSession } from "./services.ts";

type Reason = "locked" | "expired";

type State =
  | { readonly kind: "outside" }
  | { readonly kind: "locked"; readonly login: string; readonly reason: Reason }
  | { readonly kind: "unlocked"; readonly session: StaffSession };

// Help stays within reach while the application is locked, without giving up the place in it.
const lockedRouter = createRouter<{ name: "lock" | "help" }>({ name: "lock" });

export function App({ services }: { services: StaffServices }): JSX.Element {
  const [state, setState] = useState<State>({ kind: "outside" });
  const [about, setAbout] = useState<About | null>(null);
  const latest = useRef(state);
  latest.current = state;
  const session = state.kind === "unlocked" ? state.session : null;

  const lock = (reason: Reason): void => {
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

  // Only our own services open sessions, and all of theirs have a desk.
  const unlocked = (opened: Session, first: boolean): void => {
    const staff = opened as StaffSession;
    setState({ kind: "unlocked", session: staff });
    if (first) router.reset(firstRoute(staff.desk.role));
  };
  const forget = (): void => {
    setState({ kind: "outside" });
    router.reset({ name: "sign_in" });
  };

  return (
    <ServicesContext.Provider value={services}>
      <SessionContext.Provider value={session}>
        <DeskContext.Provider value={session?.desk ?? null}>
          {about?.demo ? <DemoBanner /> : <NotForReal />}
          {session !== null
            ? <Inside session={session} onLock={() => lock("locked")} />
            : state.kind === "locked"
              ? <Locked login={state.login} reason={state.reason} onUnlock={(opened) => unlocked(opened, false)} onForget={forget} />
              : <Outside about={about} services={services} onUnlock={(opened) => unlocked(opened, true)} />}
        </DeskContext.Provider>
      </SessionContext.Provider>
    </ServicesContext.Provider>
  );
}

/** Until what is lost can be brought back. Shown as well while it is not known what this installation is. */
function NotForReal(): JSX.Element {
  return <aside class="banner"><p><strong>{t("not_real.title")}</strong> {t("not_real.text")}</p></aside>;
}

function Outside(props: { about: About | null; services: StaffServices; onUnlock: (session: Session) => void }): JSX.Element {
  const route = useRoute(router);
  // A new sign-in card is as secret as what a session shows.
  const lock = { rules: kDeskLock, onLock: () => router.reset({ name: "sign_in", closed: true }) };
  return <Shell lock={route.name === "join" ? lock : undefined}><OutsideScreen route={route} {...props} /></Shell>;
}

function OutsideScreen({ route, about, services, onUnlock }: {
  route: Route; about: About | null; services: StaffServices; onUnlock: (session: Session) => void;
}): JSX.Element {
  switch (route.name) {
    case "join":
      return <Lazy key="join" load={async () => (await import("../member/screens/join.tsx")).JoinScreen} props={{ onUnlock }} />;
    case "help":
      return <HelpPage key="help" onBack={goBack} />;
    default:
      return <SignInScreen key="sign_in" about={about} closed={route.name === "sign_in" && route.closed === true} services={services} onUnlock={onUnlock} />;
  }
}

function Locked(props: { login: string; reason: Reason; onUnlock: (session: Session) => void; onForget: () => void }): JSX.Element {
  const { name } = useRoute(lockedRouter);
  return (
    <Shell>
      {name === "help"
        ? <HelpPage key="help" onBack={() => lockedRouter.back()} />
        : <LockScreen key="lock" {...props} onHelp={() => lockedRouter.go({ name: "help" })} />}
    </Shell>
  );
}

function Inside({ session, onLock }: { session: StaffSession; onLock: () => void }): JSX.Element {
  const route = useRoute(router);
  const [visit, setVisit] = useState(0);
  const { role } = session.desk;
  return (
    <Shell navigation={sectionItems(role, () => setVisit((count) => count + 1))} current={sectionOf(route, role)} lock={{ rules: kDeskLock, onLock }}>
      {route.name === "help" ? <HelpPage key="help" onBack={goBack} /> : <InsideScreen key={visit} route={route} onLock={onLock} />}
    </Shell>
  );
}
