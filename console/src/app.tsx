// The console as a whole: sign-in, or the frame with a screen in it.
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { openApi, SignedOut } from "./api/client";
import type { Session } from "./session";
import type { Settings } from "./settings";
import { SignIn } from "./sign-in";

const Shell = lazy(() => import("./shell"));

export function App({ session, settings }: { session: Session; settings: Settings }) {
  const [isOver, setOver] = useState(false);
  const api = useMemo(() => openApi(session), [session]);
  const queries = useMemo(() => {
    const onError = (error: unknown) => {
      if (error instanceof SignedOut) setOver(true);
    };
    return new QueryClient({
      queryCache: new QueryCache({ onError }),
      mutationCache: new MutationCache({ onError }),
      defaultOptions: {
        // Without a network an act fails, and is not done behind somebody's back once there is one again.
        queries: { networkMode: "always", retry: (count, error) => !(error instanceof SignedOut) && count < 2, staleTime: 5_000 },
        mutations: { networkMode: "always" },
      },
    });
  }, []);
  if (!session.user) return <SignIn environment={settings.environment} problem={session.problem} session={session} />;
  return (
    <QueryClientProvider client={queries}>
      <Suspense fallback={<p className="waiting">Loading…</p>}>
        <Shell api={api} environment={settings.environment} session={session} />
      </Suspense>
      {isOver ? <SessionOver session={session} /> : null}
    </QueryClientProvider>
  );
}

/** The screen stays: somebody may be in the middle of a sentence. */
function SessionOver({ session }: { session: Session }) {
  return (
    <div className="session-over" role="alert">
      <span>Your session is over. What you have written is still here: copy what you need, then sign in again.</span>
      <button className="top-button" onClick={() => void session.signIn()} type="button">
        Sign in
      </button>
    </div>
  );
}
