// Where the portal begins: what this deployment is, then who is here.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { openSession } from "./session";
import type { Settings } from "./user-pool";
import "./styles.css";

const root = createRoot(document.getElementById("root") as HTMLElement);

async function start() {
  const answer = await fetch("./settings.json", { cache: "no-store" });
  if (!answer.ok) throw new Error(`settings.json was answered ${answer.status}`);
  const session = openSession((await answer.json()) as Settings);
  root.render(
    <StrictMode>
      <App session={session} />
    </StrictMode>,
  );
}

start().catch(() => {
  root.render(
    <main className="page">
      <p role="alert">This page could not start. Load it again in a moment.</p>
    </main>,
  );
});
