// A risk score with what followed from it.
import { OUTCOMES } from "../words";

export function Risk({ score, outcome }: { score: number; outcome: string }) {
  return (
    <span className="risk">
      <span className="risk-score">{Math.round(score)}</span>
      <span className={`outcome outcome-${outcome}`}>{OUTCOMES[outcome] ?? outcome}</span>
    </span>
  );
}
