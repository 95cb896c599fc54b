// A risk score, where it is known, with what followed from it.
import { OUTCOMES } from "../words";

export function Risk({ score, outcome }: { score: number | undefined; outcome: string }) {
  return (
    <span className="risk">
      {score === undefined ? null : <span className="risk-score">{Math.round(score)}</span>}
      <span className={`outcome outcome-${outcome}`}>{OUTCOMES[outcome] ?? outcome}</span>
    </span>
  );
}
