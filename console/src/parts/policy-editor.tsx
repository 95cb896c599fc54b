// A text of lines with their numbers: no more than a textarea, so that it works with every keyboard and screen reader.
import { useMemo, useRef } from "react";

interface Props {
  isReadOnly: boolean;
  onChange: (text: string) => void;
  // Lines that something is wrong with.
  wrong: number[];
  text: string;
}

export function PolicyEditor({ isReadOnly, onChange, text, wrong }: Props) {
  const gutter = useRef<HTMLDivElement>(null);
  const count = useMemo(() => text.split("\n").length, [text]);
  const follow = (event: React.UIEvent<HTMLTextAreaElement>) => {
    if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
  };
  return (
    <div className="editor">
      <div aria-hidden="true" className="editor-lines" ref={gutter}>
        {Array.from({ length: count }, (_, place) => (
          // A line has no other name than its number.
          <span className={wrong.includes(place + 1) ? "editor-wrong" : undefined} key={place}>
            {place + 1}
          </span>
        ))}
      </div>
      <textarea
        aria-label="Text of the policy"
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        id="policy-text"
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={follow}
        readOnly={isReadOnly}
        spellCheck={false}
        value={text}
        wrap="off"
      />
    </div>
  );
}

/** Puts the cursor into a line. */
export function goToLine(line: number, column = 1) {
  const area = document.getElementById("policy-text");
  if (!(area instanceof HTMLTextAreaElement)) return;
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  area.focus();
  area.setSelectionRange(start, start);
  area.scrollTop = Math.max(0, (line - 5) * (area.scrollHeight / Math.max(1, lines.length)));
}
