// The customer's documents: send some, see how far they are, delete one.
import { useCallback, useEffect, useRef, useState } from "react";
import type { Account, Api, CustomerDocument, PermittedUpload } from "./api";
import { Ask } from "./ask";
import { Form } from "./form";
import { cleanName, megabytes, problemOf, send } from "./upload";
import { dayOf, passes, STATES } from "./words";

const LOOK_AGAIN_MS = 3_000;

interface Sending {
  id: string;
  name: string;
  part: number;
  problem: string;
  stop: AbortController;
}

interface Props {
  api: Api;
  failed: (error: unknown) => string;
}

export function DocumentsScreen({ api, failed }: Props) {
  const [account, setAccount] = useState<Account | null>(null);
  const [documents, setDocuments] = useState<CustomerDocument[] | null>(null);
  const [sending, setSending] = useState<Sending[]>([]);
  const [problem, setProblem] = useState("");
  const [said, setSaid] = useState("");
  const [asked, setAsked] = useState<CustomerDocument | null>(null);
  const before = useRef(new Map<string, string>());

  const look = useCallback(async () => {
    try {
      const found = await api.documents();
      setDocuments(found);
      setProblem("");
      const news = found.filter((one) => before.current.get(one.document_id) !== one.state && before.current.has(one.document_id));
      if (news.length > 0) setSaid(news.map((one) => `${one.file_name}: ${STATES[one.state].title}.`).join(" "));
      before.current = new Map(found.map((one) => [one.document_id, one.state]));
    } catch (error) {
      setProblem(failed(error));
    }
  }, [api, failed]);

  useEffect(() => {
    void look();
    api.account().then(setAccount, failed);
  }, [api, failed, look]);

  const isWaiting = documents?.some((one) => passes(one.state)) ?? false;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void look();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isWaiting, look]);

  function change(id: string, what: Partial<Sending>) {
    setSending((list) => list.map((one) => (one.id === id ? { ...one, ...what } : one)));
  }

  function drop(id: string) {
    setSending((list) => list.filter((one) => one.id !== id));
  }

  async function upload(file: File, one: Sending) {
    let permitted: PermittedUpload | null = null;
    try {
      const refused = await problemOf(file, account?.bytes_max ?? Number.POSITIVE_INFINITY);
      if (refused) throw new Error(refused);
      permitted = await api.permit(one.name);
      await send(file, permitted.upload, (part) => change(one.id, { part }), one.stop.signal);
      drop(one.id);
      setSaid(`${one.name} was sent.`);
    } catch (error) {
      if (one.stop.signal.aborted) drop(one.id);
      else change(one.id, { problem: failed(error) });
      // Nothing waits for a file that does not come.
      if (permitted) await api.deleteDocument(permitted.document_id).catch(() => undefined);
    }
    await look();
  }

  async function choose(event: React.ChangeEvent<HTMLInputElement>) {
    const files = [...(event.target.files ?? [])];
    // The same file can be chosen again.
    event.target.value = "";
    const list = files.map((file) => ({
      file,
      one: { id: crypto.randomUUID(), name: cleanName(file.name), part: 0, problem: "", stop: new AbortController() },
    }));
    setSending((before) => [...before, ...list.map(({ one }) => one)]);
    // One after the other: a telephone's connection is narrow.
    for (const { file, one } of list) if (!one.stop.signal.aborted) await upload(file, one);
  }

  return (
    <>
      <p>
        Send each document as a PDF{account ? ` of up to ${megabytes(account.bytes_max)}` : ""}. A photograph is fine, once it is saved as a
        PDF.
      </p>
      <div className="choose">
        <input accept="application/pdf,.pdf" className="choose-input" id="choose" multiple onChange={(event) => void choose(event)} type="file" />
        <label className="button" htmlFor="choose">
          Choose PDF files
        </label>
      </div>
      <p aria-live="polite" className="spoken">
        {said}
      </p>
      {problem ? (
        <p className="problem" role="alert">
          {problem}
        </p>
      ) : null}
      {sending.length > 0 ? (
        <section aria-labelledby="on-the-way">
          <h2 id="on-the-way">On the way</h2>
          <ul className="cards">
            {sending.map((one) => (
              <SendingCard drop={drop} key={one.id} one={one} />
            ))}
          </ul>
        </section>
      ) : null}
      <section aria-labelledby="sent">
        <h2 id="sent">Sent</h2>
        <SentList ask={setAsked} documents={documents} isBroken={problem !== ""} />
      </section>
      {asked ? (
        <Ask close={() => setAsked(null)} title="Delete this document?">
          <p>
            <bdi className="anywhere">{asked.file_name}</bdi> and every copy of it that we have will be deleted. This can’t be taken back.
          </p>
          <Form
            action="Delete document"
            danger
            run={async () => {
              try {
                await api.deleteDocument(asked.document_id);
              } catch (error) {
                const words = failed(error);
                if (words) throw new Error(words);
              }
              setAsked(null);
              setSaid(`${asked.file_name} is deleted.`);
              await look();
            }}
          >
            {null}
          </Form>
        </Ask>
      ) : null}
    </>
  );
}

function SendingCard({ drop, one }: { drop: (id: string) => void; one: Sending }) {
  const percent = Math.floor(one.part * 100);
  return (
    <li className="card">
      <p className="card-name">
        <bdi>{one.name}</bdi>
      </p>
      {one.problem ? (
        <p className="state state-asks" role="alert">
          {one.problem}
        </p>
      ) : (
        <>
          <progress aria-label={`Sending ${one.name}`} max={1} value={one.part} />
          <p className="hint">{percent} % sent</p>
        </>
      )}
      <button
        aria-label={`${one.problem ? "Dismiss" : "Stop"} ${one.name}`}
        className="link card-act"
        onClick={() => {
          one.stop.abort();
          drop(one.id);
        }}
        type="button"
      >
        {one.problem ? "Dismiss" : "Stop"}
      </button>
    </li>
  );
}

interface ListProps {
  ask: (document: CustomerDocument) => void;
  documents: CustomerDocument[] | null;
  isBroken: boolean;
}

function SentList({ ask, documents, isBroken }: ListProps) {
  if (!documents) return isBroken ? null : <p className="hint">Loading…</p>;
  if (documents.length === 0) return <p className="hint">Nothing yet.</p>;
  return (
    <ul className="cards">
      {documents.map((one) => {
        const { sentence, title, tone } = STATES[one.state];
        return (
          <li className="card" key={one.document_id}>
            <p className="card-name">
              <bdi>{one.file_name}</bdi>
            </p>
            <p className={`state state-${tone}`}>{title}</p>
            <p className="hint">{sentence}</p>
            <p className="hint card-day">{dayOf(one.created_at)}</p>
            <button aria-label={`Delete ${one.file_name}`} className="link card-act" onClick={() => ask(one)} type="button">
              Delete
            </button>
          </li>
        );
      })}
    </ul>
  );
}
