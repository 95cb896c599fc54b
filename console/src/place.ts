// Where in the console one is: the part of the address behind the number sign, which no server has to know.
import { useMemo, useSyncExternalStore } from "react";

export type Place =
  | { screen: "queue"; queue: QueueName; view: View }
  | { screen: "case"; caseId: string }
  | { screen: "search"; query: Record<string, string> }
  | { screen: "payment"; keyId: string }
  | { screen: "documents"; shelf: Shelf; day: string }
  | { screen: "document"; keyId: string }
  | { screen: "watchlist"; name: string; party: string }
  | { screen: "reports"; from: string; to: string }
  | { screen: "models" }
  | { screen: "operations"; queue: string }
  | { screen: "rules" }
  | { screen: "draft"; draftId: string; versionId: string; list: string }
  | { screen: "audit" };

/** In the place of a list's path: one that does not exist yet. */
export const NEW_LIST = "new";

export type QueueName = "payments" | "sanctions" | "escalated";
const QUEUES: QueueName[] = ["payments", "sanctions", "escalated"];

export type View = "all" | "mine" | "unassigned" | "asleep" | "closed";
export const VIEWS: View[] = ["unassigned", "mine", "all", "asleep", "closed"];

export type Shelf = "quarantine" | "pii" | "non_pii";
const SHELVES: Shelf[] = ["quarantine", "pii", "non_pii"];

export function placeOf(hash: string): Place {
  const [path = "", query] = hash.replace(/^#\/?/, "").split("?");
  const [screen, first, second, third] = path.split("/");
  if (screen === "search") return { screen: "search", query: Object.fromEntries(new URLSearchParams(query)) };
  if (screen === "documents") {
    const day = second ?? new Date().toISOString().slice(0, "2026-03-01".length);
    return { screen: "documents", shelf: SHELVES.find((known) => known === first) ?? "quarantine", day };
  }
  if (screen === "document" && first) return { screen: "document", keyId: first };
  if (screen === "payment" && first) return { screen: "payment", keyId: first };
  if (screen === "case" && first) return { screen: "case", caseId: first };
  if (screen === "reports") return { screen: "reports", from: decoded(first), to: decoded(second) };
  if (screen === "models") return { screen: "models" };
  if (screen === "operations") return { screen: "operations", queue: decoded(first) };
  if (screen === "rules") return { screen: "rules" };
  if (screen === "draft" && first) return { screen: "draft", draftId: first, versionId: decoded(second), list: decoded(third) };
  if (screen === "audit") return { screen: "audit" };
  if (screen === "watchlist") return { screen: "watchlist", name: decoded(first), party: decoded(second) };
  const view = VIEWS.find((known) => known === second) ?? "unassigned";
  return { screen: "queue", queue: QUEUES.find((known) => known === first) ?? "payments", view };
}

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? "");
  } catch {
    return "";
  }
}

export function addressOf(place: Place): string {
  switch (place.screen) {
    case "queue":
      return `#/queue/${place.queue}/${place.view}`;
    case "case":
      return `#/case/${place.caseId}`;
    case "search": {
      const query = new URLSearchParams(place.query).toString();
      return query ? `#/search?${query}` : "#/search";
    }
    case "documents":
      return `#/documents/${place.shelf}/${place.day}`;
    case "document":
      return `#/document/${place.keyId}`;
    case "payment":
      return `#/payment/${place.keyId}`;
    case "watchlist": {
      const parts = [place.name, place.party].map(encodeURIComponent);
      return place.name ? `#/watchlist/${parts.join("/")}` : "#/watchlist";
    }
    case "reports":
      return place.from ? `#/reports/${[place.from, place.to].map(encodeURIComponent).join("/")}` : "#/reports";
    case "models":
      return "#/models";
    case "operations":
      return place.queue ? `#/operations/${encodeURIComponent(place.queue)}` : "#/operations";
    case "rules":
      return "#/rules";
    case "draft":
      return `#/draft/${[place.draftId, place.versionId, place.list].map(encodeURIComponent).join("/").replace(/\/+$/, "")}`;
    case "audit":
      return "#/audit";
  }
}

export function go(place: Place) {
  location.hash = addressOf(place);
}

function subscribe(changed: () => void) {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

/** The same object for as long as the address stays. */
export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => placeOf(hash), [hash]);
}
