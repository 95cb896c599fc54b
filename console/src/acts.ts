// What people do with cases, and what they are told of it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Acted, type Api, dataOf, type Schemas, SignedOut } from "./api/client";
import { tell } from "./parts/notices";
import { moment } from "./words";

export type Deed =
  | { kind: "assign"; caseIds: string[]; to: "me" | "nobody"; reason?: string }
  | { kind: "close"; caseIds: string[]; reason: Schemas["ClosureReason"]; note: string }
  | { kind: "label"; caseId: string; payment: string; label: "fraud" | "legitimate" }
  | { kind: "note"; caseId: string; text: string }
  | { kind: "escalate"; caseIds: string[]; to: "compliance" | "analysts"; reason: string }
  | { kind: "snooze"; caseIds: string[]; until?: string; reason: string };

/** Which act each button of a queue is. */
export const ACTS_OF_QUEUE = {
  payments: { assign: "assign_cases", close: "close_cases", snooze: "snooze_cases", label: "label_payments" },
  sanctions: { assign: "assign_sanctions_cases", close: "close_sanctions_cases", snooze: "snooze_sanctions_cases", label: "label_payments" },
  escalated: { assign: "assign_escalated_cases", close: "close_escalated_cases", snooze: "snooze_escalated_cases", label: "label_escalated_payments" },
} as const;

async function carryOut(api: Api, deed: Deed): Promise<Acted[]> {
  switch (deed.kind) {
    case "assign": {
      const body = { case_ids: deed.caseIds, to: deed.to, ...(deed.reason ? { reason: deed.reason } : {}) };
      return (await dataOf(api.POST("/console/assignments", { body }))).results;
    }
    case "close": {
      const body = { case_ids: deed.caseIds, reason: deed.reason, note: deed.note };
      return (await dataOf(api.POST("/console/closures", { body }))).results;
    }
    case "label": {
      const body = { case_id: deed.caseId, key_id: deed.payment, label: deed.label };
      return (await dataOf(api.POST("/console/labels", { body }))).results;
    }
    case "escalate": {
      const body = { case_ids: deed.caseIds, to: deed.to, reason: deed.reason };
      return (await dataOf(api.POST("/console/escalations", { body }))).results;
    }
    case "snooze": {
      const body = { case_ids: deed.caseIds, reason: deed.reason, ...(deed.until ? { until: deed.until } : {}) };
      return (await dataOf(api.POST("/console/snoozes", { body }))).results;
    }
    case "note":
      return (await dataOf(api.POST("/console/notes", { body: { case_id: deed.caseId, text: deed.text } }))).results;
  }
}

function doneInWords(deed: Deed, count: number): string {
  const cases = count === 1 ? "The case" : `${count} cases`;
  switch (deed.kind) {
    case "assign":
      return deed.to === "me" ? `${cases} ${count === 1 ? "is" : "are"} yours.` : `${cases} can be taken by anybody.`;
    case "close":
      return `${cases} ${count === 1 ? "is" : "are"} closed.`;
    case "label":
      return `The payment is labelled ${deed.label}. Later decisions know it.`;
    case "escalate":
      return `${cases} ${count === 1 ? "is" : "are"} with ${deed.to === "compliance" ? "compliance" : "the analysts"}.`;
    case "snooze":
      return `${cases} ${count === 1 ? "is" : "are"} ${deed.until ? `put off until ${moment(deed.until)}` : "in the queue again"}.`;
    case "note":
      return "The note is in the trail.";
  }
}

export function useDeeds(api: Api, onDone?: (deed: Deed) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (deed: Deed) => carryOut(api, deed),
    onSuccess(results, deed) {
      const done = results.filter((acted) => acted.outcome === "done");
      const refused = results.filter((acted) => acted.outcome !== "done");
      if (refused.length === 0) tell("success", doneInWords(deed, done.length));
      else {
        const why = [...new Set(refused.map((acted) => acted.detail ?? acted.outcome))].join(" ");
        tell(done.length > 0 ? "warning" : "error", results.length === 1 ? why : `${refused.length} of ${results.length} not done: ${why}`);
      }
      if (done.length > 0) onDone?.(deed);
    },
    onError(error) {
      if (!(error instanceof SignedOut)) tell("error", error.message);
    },
    // Also after a refusal: what is shown was out of date.
    onSettled: () => queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "me" }),
  });
}
