// Proposes a model to somebody else: one that was trained, or the one before.
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Api, dataOf, type Schemas, SignedOut } from "../api/client";
import { moment } from "../words";
import { AskDialog } from "./ask-dialog";
import { tell } from "./notices";

type Models = Schemas["Models"];
interface Choice {
  value: string;
  label: string;
  description: string;
  what: Schemas["ModelMove"];
  model: string;
}

/** What can be proposed: back first, as that is what people are in a hurry for. */
export function choicesOf(models: Models): Choice[] {
  const before = models.rolls_back_to;
  // Whoever put the champion there by hand may have put it in its own place.
  const back = before && before !== models.champion?.version ? [{ value: `roll_back ${before}`, label: `Back to ${before}`, description: "It decided before", what: "roll_back" as const, model: before }] : [];
  const others = models.kept.filter(({ version }) => version !== models.champion?.version);
  const trained = others.map(({ version, since }) => ({
    value: `promote ${version}`,
    label: version,
    description: `${version === models.challenger?.version ? "The challenger, k" : "K"}ept since ${moment(since)}`,
    what: "promote" as const,
    model: version,
  }));
  return [...back, ...trained];
}

interface Props {
  api: Api;
  models: Models;
  onDone: () => void;
}

export function ProposeModel({ api, models, onDone }: Props) {
  const queries = useQueryClient();
  const choices = choicesOf(models);
  // What was looked at when the dialog was opened, whatever happens behind it.
  const [base] = useState(models.base);
  const [chosen, setChosen] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const choice = choices.find(({ value }) => value === chosen);
  const propose = useMutation({
    mutationFn: async ({ what, model }: Choice) => dataOf(api.POST("/console/model-proposals", { body: { what, model, base, reason: reason.trim() } })),
    onSuccess({ outcome, detail }) {
      if (outcome === "done") tell("success", "The model is proposed. Somebody else puts it in force.");
      else tell("error", detail ?? outcome);
      onDone();
    },
    onError(error) {
      if (!(error instanceof SignedOut)) tell("error", error.message);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["models"] }),
  });
  const submit = () => (choice && reason.trim() ? propose.mutate(choice) : setTried(true));
  return (
    <AskDialog confirm="Propose" header="Propose a model" isBusy={propose.isPending} leave="Propose none" onConfirm={submit} onDismiss={onDone}>
      <SpaceBetween size="l">
        <Alert type="info">Nothing decides otherwise until somebody else has looked at it and said so.</Alert>
        <FormField errorText={tried && !choice ? "Choose one." : undefined} label="Model">
          <Select
            onChange={({ detail }) => setChosen(detail.selectedOption.value ?? null)}
            options={choices}
            placeholder="Choose a model"
            selectedOption={choice ?? null}
          />
        </FormField>
        <FormField
          description="It stands in the trail and in the log of promotions. No card numbers."
          errorText={tried && !reason.trim() ? "Say why." : undefined}
          label="Reason"
        >
          <Textarea onChange={({ detail }) => setReason(detail.value)} rows={3} value={reason} />
        </FormField>
      </SpaceBetween>
    </AskDialog>
  );
}
