// The console as a whole: sign-in, or the frame with a screen in it.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { openApi, SignedOut } from "./api/client";
import type { Session } from "./session";
import type { Settings } from "./settings";
import { SignIn } from "./sign-in";

const Shell = lazy(() => import("./shell"));

export function App({ session, settings }: { session: Session; settings: Settings }) {
  const [ended, setEnded] = useState<string | null>(session.problem);
  const api = useMemo(() => openApi(session), [session]);
  const queries = useMemo(() => {
    const noticed = (error: unknown) => {
      if (error instanceof SignedOut) setEnded(error.message);
      return false;
    };
    return new QueryClient({
      defaultOptions: {
        queries: { retry: (count, error) => noticed(error) || (!(error instanceof SignedOut) && count < 2), staleTime: 5_000 },
        mutations: { onError: noticed },
      },
    });
  }, []);
  if (!session.user || ended) return <SignIn environment={settings.environment} problem={ended} session={session} />;
  return (
    <QueryClientProvider client={queries}>
      <Suspense fallback={<p className="waiting">Loading…</p>}>
        <Shell api={api} environment={settings.environment} session={session} />
      </Suspense>
    </QueryClientProvider>
  );
}
