// Closing one case or many: a reason, and what there is to say.
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import type { Schemas } from "../api/client";
import type { QueueName } from "../place";
import { CLOSURES } from "../words";
import { AskDialog } from "./ask-dialog";

export type ClosureReason = Schemas["ClosureReason"];

const REASONS: Record<QueueName, ClosureReason[]> = {
  payments: ["legitimate", "fraud", "inconclusive"],
  escalated: ["legitimate", "fraud", "inconclusive"],
  sanctions: ["false_match", "true_match", "inconclusive"],
};

interface Props {
  count: number;
  queue: QueueName;
  isBusy: boolean;
  onClose: (reason: ClosureReason, note: string) => void;
  onDismiss: () => void;
}

export function CloseDialog({ count, queue, isBusy, onClose, onDismiss }: Props) {
  const [reason, setReason] = useState<ClosureReason | null>(null);
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const isWhole = reason !== null && note.trim() !== "";
  const submit = () => (isWhole ? onClose(reason, note.trim()) : setTried(true));
  return (
    <AskDialog
      confirm={count === 1 ? "Close case" : `Close ${count} cases`}
      header={count === 1 ? "Close the case" : `Close ${count} cases`}
      isBusy={isBusy}
      leave="Leave it open"
      onConfirm={submit}
      onDismiss={onDismiss}
    >
      <SpaceBetween size="l">
        <Alert type="info">A closed case does not change any more. A label is given to each payment on its own.</Alert>
        <FormField errorText={tried && !reason ? "Choose a reason." : undefined} label="Reason">
          <RadioGroup
            items={REASONS[queue].map((value) => ({ value, label: CLOSURES[value] ?? value }))}
            onChange={({ detail }) => setReason(detail.value as ClosureReason)}
            value={reason}
          />
        </FormField>
        <FormField
          description="What you found out, for whoever reads this in a year. No card numbers."
          errorText={tried && note.trim() === "" ? "Say what you found out." : undefined}
          label="Note"
        >
          <Textarea onChange={({ detail }) => setNote(detail.value)} rows={4} value={note} />
        </FormField>
      </SpaceBetween>
    </AskDialog>
  );
}
