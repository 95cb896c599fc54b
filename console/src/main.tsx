// Where the console begins: what this deployment is, then who is here, then the screens.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { followColourScheme } from "./colours";
import { openSession } from "./session";
import { readSettings } from "./settings";
import "./styles.css";

followColourScheme();
const root = createRoot(document.getElementById("root") as HTMLElement);

async function start() {
  const settings = await readSettings();
  const session = await openSession(settings);
  root.render(
    <StrictMode>
      <App session={session} settings={settings} />
    </StrictMode>,
  );
}

start().catch((error: unknown) => {
  root.render(<p role="alert">The console could not start: {String(error)}. Load the page again in a moment.</p>);
});
