// A text of lines with their numbers, and what may follow where the cursor stands. No more than a textarea with a list of suggestions, so
// that it works with every keyboard and screen reader.
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { type Completion, complete, type Declared, type Language } from "../completion";

interface Props {
  declared: Declared | undefined;
  isReadOnly: boolean;
  label: string;
  language: Language | undefined;
  onChange: (text: string) => void;
  // Lines that something is wrong with.
  wrong: number[];
  text: string;
}

const LINE_PX = 20;
const PADDING_PX = 8;
/** A list of suggestions is this wide at most. */
const LIST_PX = 420;

export function PolicyEditor({ declared, isReadOnly, label, language, onChange, text, wrong }: Props) {
  const gutter = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const caret = useRef<number | null>(null);
  const listId = useId();
  const [open, setOpen] = useState<Completion | null>(null);
  const [chosen, setChosen] = useState(0);
  const count = useMemo(() => text.split("\n").length, [text]);
  // What was taken over is in the text now: the cursor goes behind it.
  useEffect(() => {
    if (caret.current === null) return;
    area.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  }, [text]);

  const follow = (event: React.UIEvent<HTMLTextAreaElement>) => {
    if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
    setOpen(null);
  };
  const suggest = (element: HTMLTextAreaElement, isAskedFor: boolean) => {
    const { selectionEnd, selectionStart, value } = element;
    const isOne = selectionStart === selectionEnd;
    setOpen(language && isOne && !isReadOnly ? complete(value, selectionStart, language, declared, isAskedFor) : null);
    setChosen(0);
  };
  const accept = (at: number) => {
    const suggestion = open?.suggestions[at];
    if (!open || !suggestion || !area.current) return;
    const end = area.current.selectionStart;
    caret.current = open.from + suggestion.text.length;
    onChange(text.slice(0, open.from) + suggestion.text + text.slice(end));
    setOpen(null);
    area.current.focus();
  };
  const press = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.ctrlKey && event.code === "Space") {
      event.preventDefault();
      return suggest(event.currentTarget, true);
    }
    if (!open) return;
    const last = open.suggestions.length - 1;
    const moves: Record<string, () => void> = {
      ArrowDown: () => setChosen(chosen === last ? 0 : chosen + 1),
      ArrowUp: () => setChosen(chosen === 0 ? last : chosen - 1),
      Enter: () => accept(chosen),
      Escape: () => setOpen(null),
      Tab: () => accept(chosen),
    };
    const move = moves[event.key];
    if (move && !event.shiftKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      move();
    } else if (["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"].includes(event.key)) setOpen(null);
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
      <div className="editor-text">
        <textarea
          aria-activedescendant={open ? `${listId}-${chosen}` : undefined}
          aria-autocomplete="list"
          aria-controls={open ? listId : undefined}
          aria-describedby={isReadOnly ? undefined : "policy-text-help"}
          aria-label={label}
          autoCapitalize="off"
          autoComplete="off"
          autoCorrect="off"
          id="policy-text"
          onBlur={() => setOpen(null)}
          onChange={(event) => {
            onChange(event.currentTarget.value);
            suggest(event.currentTarget, false);
          }}
          onKeyDown={press}
          onScroll={follow}
          readOnly={isReadOnly}
          ref={area}
          spellCheck={false}
          value={text}
          wrap="off"
        />
        {open && area.current ? (
          <ul aria-label="What may follow" className="completion" id={listId} role="listbox" style={placeOf(area.current, open.from)}>
            {open.suggestions.map((suggestion, at) => (
              <li
                aria-selected={at === chosen}
                id={`${listId}-${at}`}
                key={suggestion.text}
                // Before the text loses the focus.
                onMouseDown={(event) => {
                  event.preventDefault();
                  accept(at);
                }}
                ref={at === chosen ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
                role="option"
              >
                <span>{suggestion.text}</span>
                <span className="completion-about">{suggestion.about}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </div>
  );
}

/** Under the place in the text, or over it where there is no room. */
function placeOf(area: HTMLTextAreaElement, at: number): React.CSSProperties {
  const before = area.value.slice(0, at).split("\n");
  const left = PADDING_PX + widthOf(area, before.at(-1) ?? "") - area.scrollLeft;
  const top = PADDING_PX + before.length * LINE_PX - area.scrollTop;
  const isLow = top > area.clientHeight / 2;
  return {
    left: Math.max(0, Math.min(left, area.clientWidth - LIST_PX)),
    ...(isLow ? { bottom: area.clientHeight - top + LINE_PX } : { top }),
  };
}

/** How wide a text is, all of whose letters are as wide as each other. */
function widthOf(area: HTMLTextAreaElement, text: string): number {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return 0;
  context.font = getComputedStyle(area).font;
  return context.measureText(text.replaceAll("\t", "  ")).width;
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
