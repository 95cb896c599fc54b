// How far a document is, in words.
import type { DocumentState } from "./api";

interface Words {
  title: string;
  sentence: string;
  /** How it looks. */
  tone: "waits" | "good" | "asks";
}

export const STATES: Record<DocumentState, Words> = {
  awaiting_file: { title: "Waiting for the file", sentence: "The upload has not come to its end yet.", tone: "waits" },
  received: { title: "Received", sentence: "We have your file and read it next.", tone: "waits" },
  checking: { title: "Being checked", sentence: "This takes a minute or two.", tone: "waits" },
  accepted: { title: "Accepted", sentence: "There is nothing more to do.", tone: "good" },
  needs_another_copy: {
    title: "Needs another copy",
    sentence: "We could not use this file. Send a sharp, complete PDF without a password.",
    tone: "asks",
  },
  not_received: { title: "Not received", sentence: "The upload broke off. Send the file again.", tone: "asks" },
  removed: {
    title: "Removed",
    sentence: "We have deleted this file. There is no need to send it again unless we ask you to.",
    tone: "good",
  },
  past: { title: "Dealt with", sentence: "This was long ago; we show no more of it.", tone: "good" },
};

/** What changes by itself, so that it is asked for again. */
export function passes(state: DocumentState): boolean {
  return STATES[state].tone === "waits";
}

export function dayOf(time: string): string {
  return new Date(time).toLocaleDateString(undefined, { day: "numeric", month: "long", year: "numeric" });
}
