// Whether the window is as narrow as a phone, and what tables show then.
import { useSyncExternalStore } from "react";

const narrow = window.matchMedia("(max-width: 700px)");

function subscribe(changed: () => void) {
  narrow.addEventListener("change", changed);
  return () => narrow.removeEventListener("change", changed);
}

export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches);
}

/** Says which columns a table shows: of wide windows, and of narrow ones. */
export function useColumns(): (wide: string[], narrow: string[]) => { id: string; visible: boolean }[] {
  const isNarrow = useIsNarrow();
  return (wide, narrow) => (isNarrow ? narrow : wide).map((id) => ({ id, visible: true }));
}
