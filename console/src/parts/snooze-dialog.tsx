// Puts a case off: until when, and why.
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { moment, SNOOZES, snoozedUntil } from "../words";
import { AskDialog } from "./ask-dialog";

interface Props {
  isBusy: boolean;
  onDismiss: () => void;
  onSnooze: (until: string, reason: string) => void;
}

export function SnoozeDialog({ isBusy, onDismiss, onSnooze }: Props) {
  const [now] = useState(() => new Date());
  const [chosen, setChosen] = useState<keyof typeof SNOOZES>("tomorrow");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const submit = () => (reason.trim() ? onSnooze(snoozedUntil(chosen, now).toISOString(), reason.trim()) : setTried(true));
  return (
    <AskDialog confirm="Put off" header="Put the case off" isBusy={isBusy} leave="Leave it in the queue" onConfirm={submit} onDismiss={onDismiss}>
      <SpaceBetween size="l">
        <Alert type="info">It leaves the queue, and comes back by itself: at that time, or as soon as another alert joins it. It stays whose it is.</Alert>
        <FormField label="Until">
          <RadioGroup
            items={Object.entries(SNOOZES).map(([value, label]) => ({
              value,
              label,
              description: moment(snoozedUntil(value as keyof typeof SNOOZES, now).toISOString()),
            }))}
            onChange={({ detail }) => setChosen(detail.value as keyof typeof SNOOZES)}
            value={chosen}
          />
        </FormField>
        <FormField description="It stands in the trail. No card numbers." errorText={tried && !reason.trim() ? "Say why." : undefined} label="Reason">
          <Textarea onChange={({ detail }) => setReason(detail.value)} rows={3} value={reason} />
        </FormField>
      </SpaceBetween>
    </AskDialog>
  );
}
