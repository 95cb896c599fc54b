// Whether the window is as narrow as a phone.
import { useSyncExternalStore } from "react";

const narrow = window.matchMedia("(max-width: 700px)");

function subscribe(changed: () => void) {
  narrow.addEventListener("change", changed);
  return () => narrow.removeEventListener("change", changed);
}

export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches);
}
