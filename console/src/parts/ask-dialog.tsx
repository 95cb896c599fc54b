// A question before something is done: what it is about, and two buttons.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

interface Props {
  children: ReactNode;
  confirm: string;
  header: string;
  isBusy: boolean;
  // What closing the dialog means, for screen readers.
  leave: string;
  onConfirm: () => void;
  onDismiss: () => void;
}

export function AskDialog({ children, confirm, header, isBusy, leave, onConfirm, onDismiss }: Props) {
  return (
    <Modal
      closeAriaLabel={leave}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={onDismiss} variant="link">
              Cancel
            </Button>
            <Button loading={isBusy} onClick={onConfirm} variant="primary">
              {confirm}
            </Button>
          </SpaceBetween>
        </Box>
      }
      header={header}
      onDismiss={onDismiss}
      visible
    >
      {children}
    </Modal>
  );
}
