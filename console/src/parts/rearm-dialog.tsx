// Asks why a demoted rule counts again, and puts it back.
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type Schemas, SignedOut } from "../api/client";
import { moment } from "../words";
import { AskDialog } from "./ask-dialog";
import { tell } from "./notices";

interface Props {
  api: Api;
  onDone: () => void;
  rule: Schemas["StandingRule"];
}

export function RearmDialog({ api, onDone, rule }: Props) {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const rearm = useMutation({
    mutationFn: () => dataOf(api.POST("/console/rule-rearms", { body: { code: rule.code, reason: reason.trim() } })),
    onSuccess({ detail, outcome, until }) {
      if (outcome === "done") tell("success", `${rule.code} counts again within a minute${until ? `, and is left alone until ${moment(until)}` : ""}.`);
      else tell("error", detail ?? outcome);
      onDone();
    },
    onError(error) {
      if (!(error instanceof SignedOut)) tell("error", error.message);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["policy"] }),
  });
  return (
    <AskDialog
      confirm="Put rule back"
      header="Put the rule back"
      isBusy={rearm.isPending}
      leave="Leave it demoted"
      onConfirm={() => (reason.trim() ? rearm.mutate() : setTried(true))}
      onDismiss={onDone}
    >
      <SpaceBetween size="l">
        <p className="anywhere">
          The guard took {rule.code} out of decisions, because it hit more than it should. Put back, it decides again, and the guard leaves it alone for a day. If the rule is
          too wide, draft a policy with a narrower one.
        </p>
        <FormField constraintText="It stands in the trail." errorText={tried && !reason.trim() ? "Say why." : undefined} label="Reason">
          <Textarea onChange={({ detail }) => setReason(detail.value)} rows={3} value={reason} />
        </FormField>
      </SpaceBetween>
    </AskDialog>
  );
}
