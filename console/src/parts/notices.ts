// What came of an act, at the top of the screen.
import { create } from "./store";

export interface Notice {
  id: number;
  type: "success" | "info" | "warning" | "error";
  content: string;
}

let count = 0;
export const notices = create<Notice[]>([]);

export function tell(type: Notice["type"], content: string) {
  // The newest replaces what was said before: a pile of notices is read by nobody.
  notices.set([{ id: ++count, type, content }]);
}
