// The portal as a whole: the frame, and which screen is in it.
import { useCallback, useEffect, useMemo, useState } from "react";
import { AccountScreen } from "./account";
import { openApi } from "./api";
import { ConfirmScreen, ForgotScreen, SignInScreen, SignUpScreen } from "./doors";
import { DocumentsScreen } from "./documents";
import { type Session, SignedOut } from "./session";

const TITLES: Record<string, string> = {
  "sign-in": "Sign in",
  "sign-up": "Create an account",
  confirm: "Confirm your e-mail address",
  forgot: "Set a new password",
  documents: "Your documents",
  account: "Your account",
};

export function App({ session }: { session: Session }) {
  const api = useMemo(() => openApi(session), [session]);
  const [place, setPlace] = useState(() => allowed(placeOf(location.hash), session));
  const [notice, setNotice] = useState("");

  const go = useCallback(
    (to: string, said = "") => {
      const next = allowed(to, session);
      if (location.hash !== `#/${next}`) history.pushState(null, "", `#/${next}`);
      setPlace(next);
      setNotice(said);
    },
    [session],
  );

  useEffect(() => {
    const follow = () => {
      setPlace(allowed(placeOf(location.hash), session));
      setNotice("");
    };
    addEventListener("hashchange", follow);
    addEventListener("popstate", follow);
    return () => {
      removeEventListener("hashchange", follow);
      removeEventListener("popstate", follow);
    };
  }, [session]);

  useEffect(() => {
    document.title = TITLES[place] ?? "Your documents";
    // Whoever listens or uses the keyboard begins where the screen begins.
    document.querySelector<HTMLElement>("h1")?.focus();
  }, [place]);

  /** What went wrong, for a screen to show; somebody who was signed out is led to the door. */
  const failed = useCallback(
    (error: unknown): string => {
      if (!(error instanceof SignedOut)) return error instanceof Error ? error.message : String(error);
      go("sign-in", error.message);
      return "";
    },
    [go],
  );

  async function signOut() {
    await session.signOut();
    go("sign-in", "You are signed out.");
  }

  return (
    <>
      <a className="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <header className="top">
        <span className="brand">
          <img alt="" height="28" src="./icon.svg" width="28" /> Documents
        </span>
        {session.isOpen ? (
          <nav aria-label="Portal">
            <Tab at={place} go={go} name="Files" to="documents" />
            <Tab at={place} go={go} name="Account" to="account" />
            <button className="top-link" onClick={() => void signOut()} type="button">
              Sign out
            </button>
          </nav>
        ) : null}
      </header>
      <main className="page" id="content" tabIndex={-1}>
        <h1 tabIndex={-1}>{TITLES[place]}</h1>
        <div aria-live="polite">{notice ? <p className="notice">{notice}</p> : null}</div>
        {place === "documents" ? <DocumentsScreen api={api} failed={failed} /> : null}
        {place === "account" ? <AccountScreen api={api} failed={failed} go={go} session={session} /> : null}
        {place === "sign-in" ? <SignInScreen go={go} session={session} /> : null}
        {place === "sign-up" ? <SignUpScreen go={go} session={session} /> : null}
        {place === "confirm" ? <ConfirmScreen go={go} session={session} /> : null}
        {place === "forgot" ? <ForgotScreen go={go} session={session} /> : null}
      </main>
    </>
  );
}

export type Go = (to: string, said?: string) => void;

function Tab({ at, go, name, to }: { at: string; go: Go; name: string; to: string }) {
  return (
    <a
      aria-current={at === to ? "page" : undefined}
      className="top-link"
      href={`#/${to}`}
      onClick={(event) => {
        event.preventDefault();
        go(to);
      }}
    >
      {name}
    </a>
  );
}

/** The address names the screen, so that the jump is made by hand. */
function skip(event: React.MouseEvent) {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function placeOf(hash: string): string {
  return hash.replace(/^#\/?/, "");
}

/** Where one comes to: behind the door only with a session, to the code only with an account to confirm. */
function allowed(place: string, session: Session): string {
  if (session.isOpen) return place === "account" ? "account" : "documents";
  if (place === "confirm" && session.newcomer) return "confirm";
  return ["sign-up", "forgot"].includes(place) ? place : "sign-in";
}
