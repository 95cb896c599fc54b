// A form that asks somebody else: it shows what is wrong, and can't be sent twice at once.
import { type ReactNode, useId, useRef, useState } from "react";

interface FormProps {
  action: string;
  children: ReactNode;
  danger?: boolean;
  /** Does it; what it throws is shown. */
  run: (fields: Record<string, string>) => Promise<void>;
}

export function Form({ action, children, danger, run }: FormProps) {
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const alert = useRef<HTMLParagraphElement>(null);

  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isBusy) return;
    const fields = Object.fromEntries([...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]));
    setBusy(true);
    setProblem("");
    try {
      await run(fields);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      requestAnimationFrame(() => alert.current?.focus());
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      {problem ? (
        <p className="problem" ref={alert} role="alert" tabIndex={-1}>
          {problem}
        </p>
      ) : null}
      {children}
      <button aria-disabled={isBusy} className={danger ? "button button-danger" : "button"} type="submit">
        {isBusy ? "One moment…" : action}
      </button>
    </form>
  );
}

interface FieldProps extends React.InputHTMLAttributes<HTMLInputElement> {
  hint?: string;
  label: string;
  name: string;
}

export function Field({ hint, label, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint ? (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      <input aria-describedby={hint ? `${id}-hint` : undefined} id={id} required {...input} />
    </div>
  );
}

export function EmailField(input: Partial<FieldProps>) {
  return <Field autoCapitalize="none" autoComplete="username" label="E-mail address" maxLength={254} name="email" type="email" {...input} />;
}

export function NewPasswordField({ label = "Password" }: { label?: string }) {
  const hint = "12 characters or more. A few words that you can remember are good.";
  return <Field autoComplete="new-password" hint={hint} label={label} maxLength={99} minLength={12} name="password" type="password" />;
}

export function CodeField() {
  return <Field autoComplete="one-time-code" inputMode="numeric" label="Code" maxLength={12} name="code" pattern=" *[0-9]+ *" type="text" />;
}

/** Addresses are the same however they are written. */
export function emailOf(fields: Record<string, string>): string {
  return (fields.email ?? "").trim().toLowerCase();
}
