// Keys of the whole screen, with Alt, so that they are in nobody's way who types or uses a screen reader.
import { useEffect, useRef } from "react";

/** By the key's place on the keyboard: `{ KeyN: next }` is Alt+N. */
export function useShortcuts(shortcuts: Record<string, () => void>) {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const act = current.current[event.code];
      if (!act || !event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}
