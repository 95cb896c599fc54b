// Why a payment was held, in sentences, each with its share of the score as a bar.
import type { CaseAlert } from "../api/client";

const WHOLE = 100;

export function Reasons({ alert }: { alert: Pick<CaseAlert, "hits" | "outcome"> }) {
  if (alert.hits.length === 0) return <p>No rule objected.</p>;
  return (
    <ul className="reasons">
      {alert.hits.map((hit) => (
        <li key={hit.code}>
          <div className="reason-head">
            <span className="anywhere">{hit.text}</span>
            <span className="reason-share">{hit.contribution.toFixed(1)}</span>
          </div>
          <div aria-hidden="true" className="bar">
            <svg preserveAspectRatio="none" viewBox={`0 0 ${WHOLE} 1`}>
              <rect className={`bar-${alert.outcome}`} height="1" width={Math.min(WHOLE, hit.contribution)} />
            </svg>
          </div>
          <span className="reason-code">{hit.code}</span>
        </li>
      ))}
    </ul>
  );
}
