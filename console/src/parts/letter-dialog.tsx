// Asks before dead letters are sent again, or why they are discarded. It stands in the trail.
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type Schemas, SignedOut } from "../api/client";
import { AskDialog } from "./ask-dialog";
import { tell } from "./notices";

export type LetterAct = "redrive" | "discard";

interface Props {
  act: LetterAct;
  api: Api;
  letters: Schemas["DeadLetter"][];
  onDone: () => void;
  queue: string;
}

export function LetterDialog({ act, api, letters, onDone, queue }: Props) {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const isDiscard = act === "discard";
  const count = letters.length === 1 ? "1 letter" : `${letters.length} letters`;
  const carryOut = useMutation({
    mutationFn: async () => {
      const body = { queue, message_ids: letters.map((letter) => letter.message_id) };
      const said = reason.trim();
      const answer = isDiscard
        ? await dataOf(api.POST("/console/discards", { body: { ...body, reason: said } }))
        : await dataOf(api.POST("/console/redrives", { body: said ? { ...body, reason: said } : body }));
      return answer.results;
    },
    onSuccess(results) {
      const refused = results.filter((acted) => acted.outcome !== "done");
      const done = results.length - refused.length;
      const words = `${done === 1 ? "1 letter is" : `${done} letters are`} ${isDiscard ? "discarded" : "sent again"}.`;
      if (refused.length === 0) tell("success", words);
      else {
        const why = [...new Set(refused.map((acted) => acted.detail ?? acted.outcome))].join(" ");
        tell(done > 0 ? "warning" : "error", `${done > 0 ? `${words} ` : ""}${refused.length} of ${results.length} not: ${why}`);
      }
      onDone();
    },
    onError(error) {
      if (!(error instanceof SignedOut)) tell("error", error.message);
    },
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ["dead-letters", queue] }), queries.invalidateQueries({ queryKey: ["operations"] })]),
  });
  const isMissing = isDiscard && !reason.trim();
  return (
    <AskDialog
      confirm={isDiscard ? "Discard for good" : "Send again"}
      header={isDiscard ? `Discard ${count}` : `Send ${count} again`}
      isBusy={carryOut.isPending}
      leave="Leave them where they are"
      onConfirm={() => (isMissing ? setTried(true) : carryOut.mutate())}
      onDismiss={onDone}
    >
      <SpaceBetween size="l">
        <Alert type={isDiscard ? "warning" : "info"}>
          {isDiscard
            ? "They are deleted, and nothing deals with them any more. The trail keeps what they were about."
            : "Whatever could not deal with them tries again. What was done already is not done twice; what fails again comes back here."}
        </Alert>
        <FormField
          description="It stands in the trail. No card numbers."
          errorText={tried && isMissing ? "Say why." : undefined}
          label={isDiscard ? "Reason" : "Reason (optional)"}
        >
          <Textarea onChange={({ detail }) => setReason(detail.value)} rows={3} value={reason} />
        </FormField>
      </SpaceBetween>
    </AskDialog>
  );
}
