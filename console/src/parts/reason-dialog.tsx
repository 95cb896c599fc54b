// Asks why a case is taken over from somebody.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";

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
    <Modal
      closeAriaLabel="Leave it with them"
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onDismiss} variant="link">
              Cancel
            </Button>
            <Button loading={isBusy} onClick={submit} variant="primary">
              Take over
            </Button>
          </SpaceBetween>
        </Box>
      }
      header={`Take over from ${holder}`}
      onDismiss={onDismiss}
      visible
    >
      <FormField errorText={tried && !reason.trim() ? "Say why." : undefined} label="Reason">
        <Textarea onChange={({ detail }) => setReason(detail.value)} rows={3} value={reason} />
      </FormField>
    </Modal>
  );
}
