// The customer's account: the address, the password, and the end of it.
import { useEffect, useState } from "react";
import type { Account, Api } from "./api";
import type { Go } from "./app";
import { Ask } from "./ask";
import { Field, Form, NewPasswordField } from "./form";
import type { Session } from "./session";
import { Refused } from "./user-pool";

interface Props {
  api: Api;
  failed: (error: unknown) => string;
  go: Go;
  session: Session;
}

export function AccountScreen({ api, failed, go, session }: Props) {
  const [account, setAccount] = useState<Account | null>(null);
  const [problem, setProblem] = useState("");
  const [isLeaving, setLeaving] = useState(false);
  const [changed, setChanged] = useState(0);
  useEffect(() => {
    api.account().then(setAccount, (error: unknown) => setProblem(failed(error)));
  }, [api, failed]);

  /** What fails with the password is told of the password. */
  async function withPassword(act: () => Promise<void>) {
    try {
      await act();
    } catch (error) {
      const isWrong = error instanceof Refused && error.reason === "NotAuthorizedException";
      const words = isWrong ? "The password is not right." : failed(error);
      if (words) throw new Error(words);
    }
  }

  if (problem) {
    return (
      <p className="problem" role="alert">
        {problem}
      </p>
    );
  }
  return (
    <>
      <dl className="facts">
        <dt>E-mail address</dt>
        <dd className="anywhere">
          <bdi>{account?.email ?? "…"}</bdi>
        </dd>
        <dt>Documents</dt>
        <dd>{account ? `${account.documents} of ${account.documents_max}` : "…"}</dd>
      </dl>
      <section aria-labelledby="password">
        <h2 id="password">Change your password</h2>
        <p aria-live="polite">{changed ? <span className="notice">Your password is changed.</span> : null}</p>
        <Form
          action="Change password"
          key={changed}
          run={(fields) =>
            withPassword(async () => {
              await session.changePassword(fields.before ?? "", fields.password ?? "");
              setChanged(changed + 1);
            })
          }
        >
          <input autoComplete="username" hidden name="email" readOnly type="email" value={account?.email ?? ""} />
          <Field autoComplete="current-password" label="Present password" maxLength={99} name="before" type="password" />
          <NewPasswordField label="New password" />
        </Form>
      </section>
      <section aria-labelledby="leave">
        <h2 id="leave">Delete your account</h2>
        <p>Your account goes, and with it every document that you have sent, whatever became of it, with all copies.</p>
        <button className="button button-danger" onClick={() => setLeaving(true)} type="button">
          Delete account…
        </button>
      </section>
      {isLeaving && account ? (
        <Ask close={() => setLeaving(false)} title="Delete your account?">
          <p>All your documents are deleted with it. This can’t be taken back. Give your password to go on.</p>
          <Form
            action="Delete account"
            danger
            run={(fields) =>
              withPassword(async () => {
                // The API deletes an account only by a fresh sign-in.
                await session.signIn(account.email, fields.password ?? "");
                await api.deleteAccount();
                session.forget();
                go("sign-in", "Your account and your documents are being deleted.");
              })
            }
          >
            <Field autoComplete="current-password" label="Password" maxLength={99} name="password" type="password" />
          </Form>
        </Ask>
      ) : null}
    </>
  );
}
