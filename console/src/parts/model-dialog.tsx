// What a person decides about a proposed model: each decision asks for a reason, which stands in the trail.
import { type Api, dataOf, type Schemas } from "../api/client";
import { ActDialog } from "./act-dialog";
import type { MotionDecision } from "./motion-buttons";

const WORDS: Record<MotionDecision, { title: string; button: string; what: string; done: string }> = {
  approve: {
    title: "Put the model in force",
    button: "Put in force",
    what: "It takes the place of the champion, and decides within a minute. You answer for it, with whoever proposed it.",
    done: "The model is in force, and decides within a minute.",
  },
  reject: {
    title: "Reject the proposal",
    button: "Reject",
    what: "It is closed. Anybody who may can propose the model again.",
    done: "The proposal is rejected.",
  },
  withdraw: {
    title: "Withdraw the proposal",
    button: "Withdraw",
    what: "It is closed, and nobody decides about it any more.",
    done: "The proposal is withdrawn.",
  },
  bypass: {
    title: "Put the model in force alone",
    button: "Put in force alone",
    what: "Nobody else has approved it. The operators get a mail with your name and your reason, and the trail keeps both. For emergencies only.",
    done: "The model is in force, and decides within a minute. The operators are told.",
  },
};

interface Props {
  api: Api;
  decision: MotionDecision;
  onDone: () => void;
  proposal: Schemas["ModelProposal"];
}

export function ModelDialog({ api, decision, onDone, proposal }: Props) {
  const { title, button, what, done } = WORDS[decision];
  return (
    <ActDialog
      act={async (reason) => {
        const body = { proposal_id: proposal.proposal_id, version: proposal.version, decision, reason };
        const handled = await dataOf(api.POST("/console/model-decisions", { body }));
        return handled.outcome === "done" ? { type: "success", words: done } : { type: "error", words: handled.detail ?? handled.outcome };
      }}
      button={button}
      isWarning={decision === "bypass"}
      onDone={onDone}
      title={title}
      touches={([name]) => name === "models"}
      what={what}
    />
  );
}
