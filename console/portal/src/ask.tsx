// A question before something that can't be taken back. The browser keeps the focus in it, and Escape closes it.
import { type ReactNode, useEffect, useId, useRef } from "react";

export function Ask({ children, close, title }: { children: ReactNode; close: () => void; title: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog aria-labelledby={heading} onClose={close} ref={dialog}>
      <h2 id={heading}>{title}</h2>
      {children}
      <button className="button button-quiet" onClick={close} type="button">
        Keep it
      </button>
    </dialog>
  );
}
