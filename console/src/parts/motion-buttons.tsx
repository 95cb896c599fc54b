// What somebody may decide about a draft of a policy or a proposal of a model: the author withdraws, others approve or reject, and an
// administrator goes past them in an emergency.
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Me, Schemas } from "../api/client";

export type MotionDecision = Schemas["MotionDecision"];
type Act = Me["acts"][number];

interface Motion {
  state: Schemas["MotionState"];
  is_own: boolean;
  ruling?: Schemas["Ruling"];
}

interface Props {
  // Which act each decision is.
  acts: Record<MotionDecision, Act>;
  // Whether what is shown could come into force as it is.
  isReady: boolean;
  me: Me;
  motion: Motion;
  onDecide: (decision: MotionDecision) => void;
}

export function MotionButtons({ acts, isReady, me, motion, onDecide }: Props) {
  const may = (decision: MotionDecision) => me.acts.includes(acts[decision]);
  const isOwn = motion.is_own;
  const begun = motion.ruling?.decision;
  if (motion.state === "publishing" && begun) {
    const mayFinish = begun === "bypass" ? may("bypass") : may("approve") && !isOwn;
    return mayFinish ? <Button onClick={() => onDecide(begun)}>Finish…</Button> : null;
  }
  if (motion.state !== "open") return null;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {may("bypass") ? (
        <Button disabled={!isReady} onClick={() => onDecide("bypass")}>
          Emergency…
        </Button>
      ) : null}
      {isOwn && may("withdraw") ? <Button onClick={() => onDecide("withdraw")}>Withdraw…</Button> : null}
      {!isOwn && may("reject") ? <Button onClick={() => onDecide("reject")}>Reject…</Button> : null}
      {!isOwn && may("approve") ? (
        <Button disabled={!isReady} onClick={() => onDecide("approve")} variant="primary">
          Put in force…
        </Button>
      ) : null}
    </SpaceBetween>
  );
}
