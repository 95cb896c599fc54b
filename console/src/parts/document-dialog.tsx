// What a person does with a document: each act asks for a reason, which stands in the trail.
import { type Api, dataOf, type WholeDocument } from "../api/client";
import { ActDialog } from "./act-dialog";

export type DocumentAct = "pii" | "non_pii" | "deleted" | "download";

const WORDS: Record<DocumentAct, { title: string; button: string; what: string; done: string }> = {
  non_pii: {
    title: "Release the document",
    button: "Release",
    what: "It goes to the documents without personal data, where more people may read it.",
    done: "The document is released.",
  },
  pii: {
    title: "It holds personal data",
    button: "Reclassify",
    what: "It goes to the documents with personal data.",
    done: "The document lies with those that hold personal data.",
  },
  deleted: {
    title: "Delete the document",
    button: "Delete for good",
    what: "Document, findings and redacted copy are deleted for good. Of its record only the time is left; the trail stays.",
    done: "The document is deleted.",
  },
  download: {
    title: "Fetch the original",
    button: "Fetch",
    what: "The trail says that you had it. The address is good for a minute.",
    done: "The original is being fetched.",
  },
};

interface Props {
  act: DocumentAct;
  api: Api;
  found: WholeDocument;
  onDone: () => void;
}

export function DocumentDialog({ act, api, found, onDone }: Props) {
  const { title, button, what, done } = WORDS[act];
  return (
    <ActDialog
      act={async (reason) => {
        const body = { key_id: found.key_id, reason };
        if (act === "download") {
          const { address } = await dataOf(api.POST("/console/document-downloads", { body }));
          fetchFile(address);
          return { type: "success", words: done };
        }
        const handled = await dataOf(api.POST("/console/document-handlings", { body: { ...body, destination: act } }));
        return handled.outcome === "done" ? { type: "success", words: done } : { type: "error", words: handled.detail ?? handled.outcome };
      }}
      button={button}
      isWarning={act === "deleted"}
      onDone={onDone}
      title={title}
      touches={([name]) => String(name).startsWith("document")}
      what={what}
    />
  );
}

/** The address answers with a file to be saved, so the page stays. */
function fetchFile(address: string) {
  const link = document.createElement("a");
  link.href = address;
  link.rel = "noreferrer";
  link.click();
}
