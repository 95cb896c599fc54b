// What a person decides about a draft of a policy or a list: each decision asks for a reason, which stands in the trail.
import { type Api, dataOf, type PolicyDraft } from "../api/client";
import { ActDialog } from "./act-dialog";
import type { MotionDecision } from "./motion-buttons";

const words = (drafted: "policy" | "list"): Record<MotionDecision, { title: string; button: string; what: string; done: string }> => ({
  approve: {
    title: "Put the draft in force",
    button: "Put in force",
    what: `It takes the place of the live ${drafted}, and decides within a minute. You answer for it, with whoever wrote it.`,
    done: `The ${drafted} is in force, and decides within a minute.`,
  },
  reject: {
    title: "Reject the draft",
    button: "Reject",
    what: "It is closed. Whoever wrote it may begin another one.",
    done: "The draft is rejected.",
  },
  withdraw: {
    title: "Withdraw the draft",
    button: "Withdraw",
    what: "It is closed, and nobody decides about it any more.",
    done: "The draft is withdrawn.",
  },
  bypass: {
    title: "Put the draft in force alone",
    button: "Put in force alone",
    what: "Nobody else has approved it. The operators get a mail with your name and your reason, and the trail keeps both. For emergencies only.",
    done: `The ${drafted} is in force, and decides within a minute. The operators are told.`,
  },
});

interface Props {
  api: Api;
  decision: MotionDecision;
  draft: PolicyDraft;
  onDone: () => void;
}

export function PolicyDialog({ api, decision, draft, onDone }: Props) {
  const { title, button, what, done } = words(draft.list ? "list" : "policy")[decision];
  return (
    <ActDialog
      act={async (reason) => {
        const body = { draft_id: draft.draft_id, version: draft.version, decision, reason };
        const handled = await dataOf(api.POST("/console/policy-decisions", { body }));
        return handled.outcome === "done" ? { type: "success", words: done } : { type: "error", words: handled.detail ?? handled.outcome };
      }}
      button={button}
      isWarning={decision === "bypass"}
      onDone={onDone}
      title={title}
      touches={([name]) => String(name).startsWith("policy")}
      what={what}
    />
  );
}
