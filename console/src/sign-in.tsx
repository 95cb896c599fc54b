// Before anybody is signed in.
import type { Session } from "./session";

export function SignIn({ environment, problem, session }: { environment: string; problem: string | null; session: Session }) {
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <img alt="" height="48" src="./icon.svg" width="48" />
        <h1>Tollgate</h1>
        <p>
          Cases, decisions and the audit trail of <strong>{environment}</strong>.
        </p>
        {problem ? (
          <p className="sign-in-problem" role="alert">
            {problem} Sign in again.
          </p>
        ) : null}
        <button className="sign-in-button" onClick={() => void session.signIn()} type="button">
          Sign in
        </button>
        <p className="sign-in-note">An administrator adds people. You need your second factor.</p>
      </div>
    </main>
  );
}
