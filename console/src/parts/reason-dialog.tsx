// Asks why before something is done with a case.
import FormField from "@cloudscape-design/components/form-field";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { AskDialog } from "./ask-dialog";

interface Props {
  confirm: string;
  header: string;
  isBusy: boolean;
  // What closing the dialog means, for screen readers.
  leave: string;
  onConfirm: (reason: string) => void;
  onDismiss: () => void;
}

export function ReasonDialog({ confirm, header, isBusy, leave, onConfirm, onDismiss }: Props) {
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const submit = () => (reason.trim() ? onConfirm(reason.trim()) : setTried(true));
  return (
    <AskDialog confirm={confirm} header={header} isBusy={isBusy} leave={leave} onConfirm={submit} onDismiss={onDismiss}>
      <FormField description="It stands in the trail. No card numbers." errorText={tried && !reason.trim() ? "Say why." : undefined} label="Reason">
        <Textarea onChange={({ detail }) => setReason(detail.value)} rows={3} value={reason} />
      </FormField>
    </AskDialog>
  );
}
