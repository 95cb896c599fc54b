// How people come in: sign in, create an account, confirm it, set a new password.
import { useState } from "react";
import type { Go } from "./app";
import { CodeField, EmailField, emailOf, Field, Form, NewPasswordField } from "./form";
import type { Session } from "./session";

interface Props {
  go: Go;
  session: Session;
}

/** Known until the address is confirmed, so that nobody types a password twice; kept nowhere. */
let passwordOfNewcomer = "";

function Way({ children, go, to }: { children: string; go: Go; to: string }) {
  return (
    <button className="link" onClick={() => go(to)} type="button">
      {children}
    </button>
  );
}

export function SignInScreen({ go, session }: Props) {
  return (
    <>
      <p>Upload the documents for your loan, and see whether we can use them.</p>
      <Form
        action="Sign in"
        run={async (fields) => {
          await session.signIn(emailOf(fields), fields.password ?? "");
          go("documents");
        }}
      >
        <EmailField />
        <Field autoComplete="current-password" label="Password" maxLength={99} name="password" type="password" />
      </Form>
      <p className="ways">
        <Way go={go} to="forgot">
          Forgotten password
        </Way>
        <Way go={go} to="sign-up">
          Create an account
        </Way>
      </p>
    </>
  );
}

export function SignUpScreen({ go, session }: Props) {
  return (
    <>
      <p>We mail you a code to see that the address is yours.</p>
      <Form
        action="Create account"
        run={async (fields) => {
          await session.signUp(emailOf(fields), fields.password ?? "");
          passwordOfNewcomer = fields.password ?? "";
          go("confirm");
        }}
      >
        <EmailField />
        <NewPasswordField />
      </Form>
      <p className="ways">
        <Way go={go} to="sign-in">
          I have an account
        </Way>
      </p>
    </>
  );
}

export function ConfirmScreen({ go, session }: Props) {
  const [said, setSaid] = useState("");
  // It is gone once the account is confirmed, while the screen is still there.
  const [email] = useState(session.newcomer?.email ?? "");
  return (
    <>
      <p>
        We have sent a code to <bdi className="anywhere">{email}</bdi>. It may take a minute, and may lie in your spam folder.
      </p>
      <Form
        action="Confirm"
        run={async (fields) => {
          await session.confirm((fields.code ?? "").trim());
          const password = passwordOfNewcomer;
          passwordOfNewcomer = "";
          if (!password) return go("sign-in", "Your address is confirmed. Sign in.");
          await session.signIn(email, password);
          go("documents");
        }}
      >
        <CodeField />
      </Form>
      <p aria-live="polite" className="hint">
        {said}
      </p>
      <p className="ways">
        <button
          className="link"
          onClick={() => {
            session.sendAgain().then(
              () => setSaid("A new code is on its way."),
              (error: Error) => setSaid(error.message),
            );
          }}
          type="button"
        >
          Send a new code
        </button>
        <button
          className="link"
          onClick={() => {
            session.forgetNewcomer();
            go("sign-up");
          }}
          type="button"
        >
          Use another address
        </button>
      </p>
    </>
  );
}

export function ForgotScreen({ go, session }: Props) {
  const [email, setEmail] = useState("");
  if (!email) {
    return (
      <>
        <p>We mail you a code by which you can set a new one.</p>
        <Form
          action="Send code"
          run={async (fields) => {
            await session.forgot(emailOf(fields));
            setEmail(emailOf(fields));
          }}
        >
          <EmailField />
        </Form>
        <p className="ways">
          <Way go={go} to="sign-in">
            Back to sign-in
          </Way>
        </p>
      </>
    );
  }
  return (
    <>
      <p role="status">
        If there is an account for <bdi className="anywhere">{email}</bdi>, a code is on its way to it.
      </p>
      <Form
        action="Set password"
        key="reset"
        run={async (fields) => {
          await session.reset(email, (fields.code ?? "").trim(), fields.password ?? "");
          go("sign-in", "Your password is set. Sign in with it.");
        }}
      >
        <CodeField />
        <NewPasswordField label="New password" />
      </Form>
    </>
  );
}
