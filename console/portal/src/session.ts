// Who is signed in, and everything that makes or ends that. Tokens live as long as the tab.
import { ask, type Settings, type Tokens } from "./user-pool";

/** A new account whose address is not confirmed yet. */
export interface Newcomer {
  userName: string;
  email: string;
}

interface Kept {
  id: string;
  access: string;
  refresh: string;
  expiresAt: number;
}

/** Nobody is signed in any more. */
export class SignedOut extends Error {
  constructor() {
    super("You have been signed out. Sign in again.");
  }
}

const SESSION = "portal.session";
const NEWCOMER = "portal.newcomer";
/** A token is renewed so long before it ends. */
const MARGIN_MS = 60_000;

export type Session = ReturnType<typeof openSession>;

export function openSession(settings: Settings) {
  const client = { ClientId: settings.client_id };
  let kept = read<Kept>(SESSION);
  let newcomer = read<Newcomer>(NEWCOMER);
  let renewal: Promise<void> | null = null;

  function keep(tokens: Tokens, refresh: string) {
    const expiresAt = Date.now() + tokens.ExpiresIn * 1000;
    kept = { id: tokens.IdToken, access: tokens.AccessToken, refresh, expiresAt };
    write(SESSION, kept);
  }

  async function renew() {
    const { refresh } = kept as Kept;
    try {
      const AuthParameters = { REFRESH_TOKEN: refresh };
      const answer = await ask<{ AuthenticationResult: Tokens }>(settings, "InitiateAuth", {
        ...client,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters,
      });
      keep(answer.AuthenticationResult, refresh);
    } catch {
      session.forget();
    }
  }

  const session = {
    get isOpen() {
      return kept !== null;
    },

    get newcomer() {
      return newcomer;
    },

    /** The user name is nobody's choice: the address is how people sign in, once it is confirmed. */
    async signUp(email: string, password: string) {
      const userName = crypto.randomUUID();
      const UserAttributes = [{ Name: "email", Value: email }];
      await ask(settings, "SignUp", { ...client, Username: userName, Password: password, UserAttributes });
      newcomer = { userName, email };
      write(NEWCOMER, newcomer);
    },

    async confirm(code: string) {
      await ask(settings, "ConfirmSignUp", { ...client, Username: newcomer?.userName, ConfirmationCode: code });
      session.forgetNewcomer();
    },

    async sendAgain() {
      await ask(settings, "ResendConfirmationCode", { ...client, Username: newcomer?.userName });
    },

    forgetNewcomer() {
      newcomer = null;
      write(NEWCOMER, null);
    },

    async signIn(email: string, password: string) {
      const answer = await ask<{ AuthenticationResult: Tokens }>(settings, "InitiateAuth", {
        ...client,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: email, PASSWORD: password },
      });
      const tokens = answer.AuthenticationResult;
      keep(tokens, tokens.RefreshToken ?? "");
    },

    async forgot(email: string) {
      await ask(settings, "ForgotPassword", { ...client, Username: email });
    },

    async reset(email: string, code: string, password: string) {
      await ask(settings, "ConfirmForgotPassword", { ...client, Username: email, ConfirmationCode: code, Password: password });
    },

    async changePassword(before: string, after: string) {
      await session.token();
      const AccessToken = kept?.access;
      await ask(settings, "ChangePassword", { AccessToken, PreviousPassword: before, ProposedPassword: after });
    },

    async signOut() {
      const refresh = kept?.refresh;
      session.forget();
      if (refresh) await ask(settings, "RevokeToken", { ...client, Token: refresh }).catch(() => undefined);
    },

    forget() {
      kept = null;
      write(SESSION, null);
    },

    /** The ID token: the API takes no other. */
    async token(): Promise<string> {
      if (kept && kept.expiresAt - MARGIN_MS < Date.now()) {
        renewal ??= renew().finally(() => {
          renewal = null;
        });
        await renewal;
      }
      if (!kept) throw new SignedOut();
      return kept.id;
    },
  };
  return session;
}

function read<Value>(name: string): Value | null {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "null") as Value | null;
  } catch {
    return null;
  }
}

function write(name: string, value: unknown) {
  if (value === null) sessionStorage.removeItem(name);
  else sessionStorage.setItem(name, JSON.stringify(value));
}
