// Who is signed in: authorization code with PKCE at the user pool's own pages. Tokens live as long as the tab.
import { type User, UserManager } from "oidc-client-ts";
import type { Settings } from "./settings";

export interface Session {
  user: User | null;
  /** Why nobody is signed in, if a sign-in went wrong. */
  problem: string | null;
  signIn(): Promise<void>;
  signOut(): Promise<void>;
  /** The ID token: the API takes no other. */
  token(): Promise<string | null>;
}

export async function openSession(settings: Settings): Promise<Session> {
  const here = `${location.origin}/`;
  const manager = new UserManager({
    authority: settings.issuer,
    client_id: settings.client_id,
    redirect_uri: here,
    scope: "openid email",
    response_type: "code",
    automaticSilentRenew: true,
    loadUserInfo: false,
    metadata: {
      issuer: settings.issuer,
      authorization_endpoint: `${settings.sign_in_url}/oauth2/authorize`,
      token_endpoint: `${settings.sign_in_url}/oauth2/token`,
    },
  });
  let problem: string | null = null;
  let back: unknown;
  const query = new URLSearchParams(location.search);
  if (query.has("code") || query.has("error")) {
    try {
      back = (await manager.signinCallback())?.state;
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
    // The code is used up; the place within the console is the one at which the sign-in began.
    history.replaceState(null, "", `${location.pathname}${typeof back === "string" && back.startsWith("#/") ? back : location.hash}`);
  }
  let user = await manager.getUser();
  if (user?.expired) user = null;
  manager.events.addUserLoaded((renewed) => {
    session.user = renewed;
  });
  const session: Session = {
    user,
    problem,
    signIn: () => manager.signinRedirect({ state: location.hash }),
    async signOut() {
      await manager.removeUser();
      const logout = new URLSearchParams({ client_id: settings.client_id, logout_uri: here });
      location.assign(`${settings.sign_in_url}/logout?${logout}`);
    },
    async token() {
      const current = await manager.getUser();
      return current && !current.expired ? (current.id_token ?? null) : null;
    },
  };
  return session;
}
