// What was done with a case, as a line through time.
import type { AuditEntry } from "../api/client";
import { actInWords, moment } from "../words";

export function Trail({ opened, entries, isCut }: { opened: string; entries: AuditEntry[]; isCut: boolean }) {
  return (
    <ol className="trail">
      <li>
        <div className="trail-when">{moment(opened)}</div>
        The first alert opened the case.
      </li>
      {isCut ? <li>Earlier entries are left out here; the audit trail has all of them.</li> : null}
      {entries.map((entry) => (
        <li key={`${entry.at} ${entry.who} ${entry.act}`}>
          <div className="trail-when">{moment(entry.at)}</div>
          <strong className="anywhere">{entry.who}</strong> {actInWords(entry.act)}
          {entry.before && entry.after ? (
            <>
              : <span className="anywhere">{entry.before}</span> → <span className="anywhere">{entry.after}</span>
            </>
          ) : entry.after ? (
            <>
              : <span className="anywhere">{entry.after}</span>
            </>
          ) : null}
          {entry.reason ? <blockquote className="anywhere">{entry.reason}</blockquote> : null}
        </li>
      ))}
    </ol>
  );
}
