// Keys of the whole screen, with Alt, so that they are in nobody's way who uses a screen reader.
import { useEffect, useRef } from "react";

/** By the key's place on the keyboard: `{ KeyN: next }` is Alt+N. */
export function useShortcuts(shortcuts: Record<string, () => void>) {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const act = current.current[event.code];
      if (!act || !event.altKey || event.ctrlKey || event.metaKey || isTyped(event.target)) return;
      event.preventDefault();
      // A key that is held down is pressed once.
      if (!event.repeat) act();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}

/** Whether the key is of a text or of a question: with Alt, keyboards of some countries write @ by the key of an L. */
function isTyped(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, [role=dialog]") !== null;
}
