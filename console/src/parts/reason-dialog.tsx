// Asks why a case is taken over from somebody.
import FormField from "@cloudscape-design/components/form-field";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { AskDialog } from "./ask-dialog";

interface Props {
  holder: string;
  isBusy: boolean;
  onDismiss: () => void;
  onTakeOver: (reason: string) => void;
}

export function ReasonDialog({ holder, isBusy, onDismiss, onTakeOver }: Props) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const submit = () => (reason.trim() ? onTakeOver(reason.trim()) : setTried(true));
  return (
    <AskDialog
      confirm="Take over"
      header={`Take over from ${holder}`}
      isBusy={isBusy}
      leave="Leave it with them"
      onConfirm={submit}
      onDismiss={onDismiss}
    >
      <FormField errorText={tried && !reason.trim() ? "Say why." : undefined} label="Reason">
        <Textarea onChange={({ detail }) => setReason(detail.value)} rows={3} value={reason} />
      </FormField>
    </AskDialog>
  );
}
