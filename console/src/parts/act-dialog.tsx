// Asks why before something is done, does it, and says how it went. The reason stands in the trail.
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SignedOut } from "../api/client";
import { AskDialog } from "./ask-dialog";
import { tell } from "./notices";

export interface Told {
  type: "success" | "warning" | "error";
  words: string;
}

interface Props {
  act: (reason: string) => Promise<Told>;
  button: string;
  isOptional?: boolean;
  isWarning: boolean;
  leave?: string;
  onDone: () => void;
  title: string;
  // Which answers are not true any more once it is done.
  touches: (queryKey: QueryKey) => boolean;
  what: string;
}

export function ActDialog({ act, button, isOptional = false, isWarning, leave = "Leave it as it is", onDone, title, touches, what }: Props) {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const carryOut = useMutation({
    mutationFn: () => act(reason.trim()),
    onSuccess({ type, words }) {
      tell(type, words);
      onDone();
    },
    onError(error) {
      if (!(error instanceof SignedOut)) tell("error", error.message);
    },
    onSettled: () => queries.invalidateQueries({ predicate: ({ queryKey }) => touches(queryKey) }),
  });
  const isMissing = !isOptional && !reason.trim();
  return (
    <AskDialog
      confirm={button}
      header={title}
      isBusy={carryOut.isPending}
      leave={leave}
      onConfirm={() => (isMissing ? setTried(true) : carryOut.mutate())}
      onDismiss={onDone}
    >
      <SpaceBetween size="l">
        <Alert type={isWarning ? "warning" : "info"}>{what}</Alert>
        <FormField
          description="It stands in the trail. No card numbers."
          errorText={tried && isMissing ? "Say why." : undefined}
          label={isOptional ? "Reason (optional)" : "Reason"}
        >
          <Textarea onChange={({ detail }) => setReason(detail.value)} rows={3} value={reason} />
        </FormField>
      </SpaceBetween>
    </AskDialog>
  );
}
