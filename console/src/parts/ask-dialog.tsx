// A question before something is done: what it is about, and two buttons.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { notices } from "./notices";
import { useStore } from "./store";

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
  const told = useStore(notices);
  const [before] = useState(told);
  // The top of the screen is behind the dialog.
  const problems = told === before || isBusy ? [] : told.filter(({ type }) => type === "error");
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
      <SpaceBetween size="l">
        {children}
        <div aria-live="assertive">
          {problems.map(({ content, id }) => (
            <Alert key={id} type="error">
              <span className="anywhere">{content}</span>
            </Alert>
          ))}
        </div>
      </SpaceBetween>
    </Modal>
  );
}
