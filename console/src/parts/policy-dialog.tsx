// What a person decides about a draft of a policy: each decision asks for a reason, which stands in the trail.
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type PolicyDraft, type Schemas, SignedOut } from "../api/client";
import { AskDialog } from "./ask-dialog";
import { tell } from "./notices";

export type PolicyDecision = Schemas["PolicyDecision"];

const WORDS: Record<PolicyDecision, { title: string; button: string; what: string; done: string }> = {
  approve: {
    title: "Put the draft in force",
    button: "Put in force",
    what: "It takes the place of the live policy, and decides within a minute. You answer for it, with whoever wrote it.",
    done: "The policy is in force, and decides within a minute.",
  },
  reject: {
    title: "Reject the draft",
    button: "Reject",
    what: "It is closed. Whoever wrote it may begin another one.",
    done: "The draft is rejected.",
  },
  withdraw: {
    title: "Withdraw the draft",
    button: "Withdraw",
    what: "It is closed, and nobody decides about it any more.",
    done: "The draft is withdrawn.",
  },
  bypass: {
    title: "Put the draft in force alone",
    button: "Put in force alone",
    what: "Nobody else has approved it. The operators get a mail with your name and your reason, and the trail keeps both. For emergencies only.",
    done: "The policy is in force, and decides within a minute. The operators are told.",
  },
};

interface Props {
  api: Api;
  decision: PolicyDecision;
  draft: PolicyDraft;
  onDone: () => void;
}

export function PolicyDialog({ api, decision, draft, onDone }: Props) {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const words = WORDS[decision];
  const carryOut = useMutation({
    mutationFn: () => {
      const body = { draft_id: draft.draft_id, version: draft.version, decision, reason: reason.trim() };
      return dataOf(api.POST("/console/policy-decisions", { body }));
    },
    onSuccess(handled) {
      const isDone = handled.outcome === "done";
      tell(isDone ? "success" : "error", isDone ? words.done : (handled.detail ?? handled.outcome));
      onDone();
    },
    onError(error) {
      if (!(error instanceof SignedOut)) tell("error", error.message);
    },
    onSettled: () => queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith("policy") }),
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
        <Alert type={decision === "bypass" ? "warning" : "info"}>{words.what}</Alert>
        <FormField description="It stands in the trail. No card numbers." errorText={tried && !reason.trim() ? "Say why." : undefined} label="Reason">
          <Textarea onChange={({ detail }) => setReason(detail.value)} rows={3} value={reason} />
        </FormField>
      </SpaceBetween>
    </AskDialog>
  );
}
