// What a person does with a document: each act asks for a reason, which stands in the trail.
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, SignedOut, type WholeDocument } from "../api/client";
import { AskDialog } from "./ask-dialog";
import { tell } from "./notices";

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
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const words = WORDS[act];
  const carryOut = useMutation({
    mutationFn: async () => {
      const body = { key_id: found.key_id, reason: reason.trim() };
      if (act === "download") {
        const { address } = await dataOf(api.POST("/console/document-downloads", { body }));
        fetchFile(address);
        return null;
      }
      const handled = await dataOf(api.POST("/console/document-handlings", { body: { ...body, destination: act } }));
      return handled.outcome === "done" ? null : (handled.detail ?? handled.outcome);
    },
    onSuccess(refusal) {
      tell(refusal ? "error" : "success", refusal ?? words.done);
      onDone();
    },
    onError(error) {
      if (!(error instanceof SignedOut)) tell("error", error.message);
    },
    onSettled: () => queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("document") }),
  });
  const submit = () => (reason.trim() ? carryOut.mutate() : setTried(true));
  return (
    <AskDialog
      confirm={words.button}
      header={words.title}
      isBusy={carryOut.isPending}
      leave="Leave it as it is"
      onConfirm={submit}
      onDismiss={onDone}
    >
      <SpaceBetween size="l">
        <Alert type={act === "deleted" ? "warning" : "info"}>{words.what}</Alert>
        <FormField description="It stands in the trail. No card numbers." errorText={tried && !reason.trim() ? "Say why." : undefined} label="Reason">
          <Textarea onChange={({ detail }) => setReason(detail.value)} rows={3} value={reason} />
        </FormField>
      </SpaceBetween>
    </AskDialog>
  );
}

/** The address answers with a file to be saved, so the page stays. */
function fetchFile(address: string) {
  const link = document.createElement("a");
  link.href = address;
  link.rel = "noreferrer";
  link.click();
}
