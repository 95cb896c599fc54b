// What differs from the live policy, line by line.
import { useMemo } from "react";
import { countOf, folded, lineDiff } from "../line-diff";

const AROUND = 3;
const SIGNS = { same: " ", gone: "−", new: "+" };
const WORDS = { same: "", gone: "Gone: ", new: "New: " };

export function useDiff(before: string, after: string) {
  return useMemo(() => {
    const lines = lineDiff(before, after);
    return { lines: folded(lines, AROUND), ...countOf(lines) };
  }, [before, after]);
}

export function PolicyDiff({ diff }: { diff: ReturnType<typeof useDiff> }) {
  if (diff.gone + diff.added === 0) return <p className="soft">It is the live policy, to the letter.</p>;
  return (
    <div aria-label="Differences" className="diff" role="region" tabIndex={0}>
      <ol>
        {diff.lines.map((line, place) =>
          typeof line === "number" ? (
            <li className="diff-left" key={`left ${place}`}>
              {line} {line === 1 ? "line" : "lines"} alike
            </li>
          ) : (
            <li className={`diff-${line.kind}`} key={`${line.kind} ${line.before ?? ""} ${line.after ?? ""}`}>
              <span aria-hidden="true" className="diff-number">
                {line.after ?? line.before} {SIGNS[line.kind]}
              </span>
              <span className="diff-word">{WORDS[line.kind]}</span>
              <span className="diff-text">{line.text}</span>
            </li>
          ),
        )}
      </ol>
    </div>
  );
}
