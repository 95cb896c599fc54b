// The frame: who is signed in, where one can go, and the screen itself. It is plain HTML: the ready-made one would be half
// of what the first screen may weigh.
import Alert from "@cloudscape-design/components/alert";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { type Api, dataOf, type Me } from "./api/client";
import { notices } from "./parts/notices";
import { ScreenBoundary } from "./parts/screen-boundary";
import { useStore } from "./parts/store";
import { addressOf, type Place, placeOf, type QueueName, usePlace, type View } from "./place";
import type { Session } from "./session";

const Queue = lazy(() => import("./screens/queue"));
const CaseScreen = lazy(() => import("./screens/case"));
const Search = lazy(() => import("./screens/search"));
const PaymentScreen = lazy(() => import("./screens/payment"));
const Documents = lazy(() => import("./screens/documents"));
const DocumentScreen = lazy(() => import("./screens/document"));
const Watchlist = lazy(() => import("./screens/watchlist"));
const Reports = lazy(() => import("./screens/reports"));
const Models = lazy(() => import("./screens/models"));
const Operations = lazy(() => import("./screens/operations"));
const Rules = lazy(() => import("./screens/rules"));
const DraftScreen = lazy(() => import("./screens/draft"));
const Audit = lazy(() => import("./screens/audit"));

interface Props {
  api: Api;
  environment: string;
  session: Session;
}

export default function Shell({ api, environment, session }: Props) {
  const place = usePlace();
  const [isOpen, setOpen] = useState(false);
  const me = useQuery({ queryKey: ["me"], queryFn: () => dataOf(api.GET("/console/me")), staleTime: Number.POSITIVE_INFINITY });
  useEffect(() => {
    document.title = `${titleOf(place)} – Tollgate`;
    setOpen(false);
    // What was said is about where one was.
    notices.set([]);
  }, [place]);
  return (
    <div className="frame">
      <a className="skip" href="#content" onClick={skip}>
        Skip to the content
      </a>
      <header className="top">
        <button
          aria-controls="screens"
          aria-expanded={isOpen}
          className="top-button menu-button"
          onClick={() => setOpen(!isOpen)}
          type="button"
        >
          Menu
        </button>
        <a className="brand" href="#/">
          <img alt="" height="24" src="./icon.svg" width="24" /> Tollgate
        </a>
        <span className="environment">{environment}</span>
        <span className="person" title={me.data?.roles.join(", ")}>
          {me.data?.name}
        </span>
        <button className="top-button" onClick={() => void session.signOut()} type="button">
          Sign out
        </button>
      </header>
      <nav aria-label="Screens" className={isOpen ? "screens screens-open" : "screens"} id="screens">
        {me.data ? <Screens me={me.data} place={place} /> : null}
      </nav>
      <main id="content" tabIndex={-1}>
        <Notices />
        <ScreenBoundary key={place.screen}>
          <Suspense fallback={<p className="waiting">Loading…</p>}>
            {me.data ? <Screen api={api} me={me.data} place={place} /> : <Waiting onAgain={() => void me.refetch()} problem={me.isFetching ? null : me.error} />}
          </Suspense>
        </ScreenBoundary>
      </main>
    </div>
  );
}

/** The address names the screen, so that the jump is made by hand. */
function skip(event: React.MouseEvent) {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

function Notices() {
  const messages = useStore(notices);
  return (
    <div aria-live="polite" className="notices">
      {messages.map((notice) => (
        <Alert dismissAriaLabel="Dismiss" dismissible key={notice.id} onDismiss={() => notices.set([])} type={notice.type}>
          <span className="anywhere">{notice.content}</span>
        </Alert>
      ))}
    </div>
  );
}

function Waiting({ onAgain, problem }: { onAgain: () => void; problem: Error | null }) {
  return problem ? (
    <div className="waiting" role="alert">
      <p>{problem.message}</p>
      <button className="narrow-button" onClick={onAgain} type="button">
        Try again
      </button>
    </div>
  ) : (
    <p className="waiting">Loading…</p>
  );
}

function Screen({ api, me, place }: { api: Api; me: Me; place: Place }) {
  if (place.screen === "audit") {
    return me.acts.includes("see_audit") ? <Audit api={api} /> : <NotForYou />;
  }
  if (place.screen === "rules" || place.screen === "draft") {
    if (!me.acts.includes("see_policies")) return <NotForYou />;
    return place.screen === "rules" ? <Rules api={api} me={me} /> : <DraftScreen api={api} key={addressOf(place)} me={me} place={place} />;
  }
  if (place.screen === "search") {
    return me.acts.includes("search_payments") ? <Search api={api} key={addressOf(place)} place={place} /> : <NotForYou />;
  }
  if (place.screen === "documents") {
    return me.acts.includes("see_documents") ? <Documents api={api} key={addressOf(place)} place={place} /> : <NotForYou />;
  }
  if (place.screen === "document") {
    return me.acts.includes("see_documents") ? <DocumentScreen api={api} key={place.keyId} keyId={place.keyId} me={me} /> : <NotForYou />;
  }
  if (place.screen === "payment") {
    return me.acts.includes("see_payment") ? <PaymentScreen api={api} key={place.keyId} keyId={place.keyId} /> : <NotForYou />;
  }
  if (place.screen === "watchlist") {
    return me.acts.includes("search_watchlist") ? <Watchlist api={api} me={me} place={place} /> : <NotForYou />;
  }
  if (place.screen === "reports") {
    return me.acts.includes("see_reports") ? <Reports api={api} key={addressOf(place)} place={place} /> : <NotForYou />;
  }
  if (place.screen === "models") return me.acts.includes("see_models") ? <Models api={api} me={me} /> : <NotForYou />;
  const maySeeOperations = me.acts.includes("see_operations");
  if (place.screen === "operations") {
    return maySeeOperations ? <Operations api={api} me={me} queue={place.queue} /> : <NotForYou />;
  }
  if (!me.acts.includes("see_cases")) {
    // Who has no cases begins with what they have.
    return maySeeOperations && place.screen === "queue" ? <Operations api={api} me={me} queue="" /> : <NotForYou />;
  }
  if (place.screen === "case") return <CaseScreen api={api} caseId={place.caseId} key={place.caseId} me={me} />;
  return <Queue api={api} key={`${place.queue} ${place.view}`} me={me} place={place} />;
}

function NotForYou() {
  return (
    <div className="waiting">
      <h1>Not for your role</h1>
      <p>Your role has nothing to do here. An administrator can add you to another group.</p>
    </div>
  );
}

const VIEW_NAMES: [View, string][] = [
  ["unassigned", "Unassigned"],
  ["mine", "Mine"],
  ["all", "All open"],
  ["asleep", "Put off"],
  ["closed", "Closed"],
];

function Screens({ me, place }: { me: Me; place: Place }) {
  const here = addressOf(screenOf(place));
  const link = (text: string, to: Place) => {
    const address = addressOf(to);
    return (
      <li key={address}>
        <a aria-current={address === here ? "page" : undefined} href={address}>
          {text}
        </a>
      </li>
    );
  };
  const queue = (text: string, queue: QueueName) => (
    <>
      <h2>{text}</h2>
      <ul>{VIEW_NAMES.map(([view, name]) => link(name, { screen: "queue", queue, view }))}</ul>
    </>
  );
  return (
    <>
      {me.acts.includes("see_cases") ? (
        <>
          {queue("Payments", "payments")}
          {queue("Sanctions", "sanctions")}
          {me.acts.includes("assign_escalated_cases") ? queue("Escalated", "escalated") : null}
        </>
      ) : null}
      {me.acts.includes("search_payments") || me.acts.includes("search_watchlist") ? (
        <>
          <h2>Look up</h2>
          <ul>
            {me.acts.includes("search_payments") ? link("Payments", { screen: "search", query: {} }) : null}
            {me.acts.includes("see_documents") ? link("Documents", placeOf("#/documents")) : null}
            {me.acts.includes("search_watchlist") ? link("Watchlist", { screen: "watchlist", name: "", party: "" }) : null}
          </ul>
        </>
      ) : null}
      {me.acts.includes("see_policies") ? (
        <>
          <h2>Decide</h2>
          <ul>{link("Rules", { screen: "rules" })}</ul>
        </>
      ) : null}
      <h2>Run</h2>
      <ul>
        {me.acts.includes("see_operations") ? link("Operations", { screen: "operations", queue: "" }) : null}
        {me.acts.includes("see_reports") ? link("Reports", { screen: "reports", from: "", to: "" }) : null}
        {me.acts.includes("see_models") ? link("Models", { screen: "models" }) : null}
      </ul>
      {me.acts.includes("see_audit") ? (
        <>
          <h2>Oversight</h2>
          <ul>{link("Audit trail", { screen: "audit" })}</ul>
        </>
      ) : null}
    </>
  );
}

/** The screen of a place, whatever was asked there. */
function screenOf(place: Place): Place {
  if (place.screen === "watchlist") return { screen: "watchlist", name: "", party: "" };
  if (place.screen === "documents" || place.screen === "document") return placeOf("#/documents");
  if (place.screen === "operations") return { screen: "operations", queue: "" };
  if (place.screen === "reports") return { screen: "reports", from: "", to: "" };
  if (place.screen === "search" || place.screen === "payment") return { screen: "search", query: {} };
  if (place.screen === "draft") return { screen: "rules" };
  return place;
}

const QUEUE_TITLES: Record<QueueName, string> = { payments: "Cases", sanctions: "Sanctions cases", escalated: "Escalated cases" };

function titleOf(place: Place): string {
  switch (place.screen) {
    case "queue":
      return QUEUE_TITLES[place.queue];
    case "case":
      return "Case";
    case "search":
      return "Payments";
    case "payment":
      return "Payment";
    case "documents":
      return "Documents";
    case "document":
      return "Document";
    case "watchlist":
      return "Watchlist";
    case "reports":
      return "Reports";
    case "models":
      return "Models";
    case "operations":
      return "Operations";
    case "rules":
      return "Rules";
    case "draft":
      return "Draft of a policy";
    case "audit":
      return "Audit trail";
  }
}
