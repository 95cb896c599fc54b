// What is typed into the search, what is wrong with it, and the query that it makes.
import { holdsCardNumber } from "./card-number";

export type SearchBy = "customer" | "number" | "device" | "email" | "ip" | "payment" | "card" | "day";
export const CONDITIONS = [
  "merchant",
  "amount_min",
  "amount_max",
  "outcome",
  "reason",
  "last_four",
  "currency",
  "made_up",
  "from",
  "to",
  "day",
] as const;
export type Condition = (typeof CONDITIONS)[number];

export interface Form {
  by: SearchBy;
  value: string;
  conditions: Record<Condition, string>;
}

interface Way {
  by: SearchBy;
  label: string;
  placeholder?: string;
  hint?: string;
}

export const SEARCH_BY: Way[] = [
  { by: "customer", label: "Customer", placeholder: "C-1042", hint: "The id that you give your customer" },
  { by: "number", label: "Card number", hint: "It becomes the card's token and is forgotten" },
  { by: "device", label: "Device", hint: "The id that you give the device" },
  { by: "email", label: "E-mail address", placeholder: "ana@example.com" },
  { by: "ip", label: "IP address", placeholder: "192.0.2.1" },
  { by: "payment", label: "Payment", placeholder: "019ca9d1-…", hint: "Its key_id" },
  { by: "card", label: "Card token", hint: "64 hexadecimal digits" },
  { by: "day", label: "Everything of a day", placeholder: "2026-03-01" },
];

const TIMES: Condition[] = ["from", "to"];

export function formOf(query: Record<string, string>): Form {
  const conditions = Object.fromEntries(CONDITIONS.map((name) => [name, query[name] ?? ""])) as Form["conditions"];
  for (const name of TIMES) conditions[name] = localTime(conditions[name]);
  const party = SEARCH_BY.find(({ by }) => by !== "day" && query[by] !== undefined);
  if (party) return { by: party.by, value: query[party.by] ?? "", conditions };
  if (query.day !== undefined) return { by: "day", value: query.day, conditions: { ...conditions, day: "" } };
  return { by: "customer", value: "", conditions };
}

/** What the API is asked; `shown` stands beside a token, for people. */
export function queryOf(form: Form, shown?: string): Record<string, string> {
  const query: Record<string, string> = { [form.by]: form.value.trim() };
  for (const name of CONDITIONS) {
    const value = form.conditions[name].trim();
    if (!value || (name === "day" && form.by === "day")) continue;
    query[name] = TIMES.includes(name) ? new Date(value).toISOString() : value;
  }
  if (query.currency) query.currency = query.currency.toUpperCase();
  if (shown) query.shown = shown;
  return query;
}

/** What is wrong, by the field's name. A number of a card is right in the one field that is made for it. */
export function problemsOf({ by, value, conditions }: Form): Record<string, string> {
  const problems: Record<string, string> = {};
  const text = value.trim();
  if (!text) problems.value = "Say what to look for.";
  else if (by === "number") {
    if (!/^\d([ -]?\d){12,18}$/.test(text)) problems.value = "Give 13 to 19 digits, with single spaces or hyphens between them at most.";
  } else if (holdsCardNumber(text)) problems.value = "This may be the number of a card. Search by card number instead.";
  else if (by === "day" && !isDay(text)) problems.value = "Give a day, such as 2026-03-01.";
  else if (by === "card" && !/^[0-9a-f]{64}$/.test(text)) problems.value = "A token has 64 hexadecimal digits.";
  else if (by === "payment" && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) problems.value = "This is not the id of a payment.";
  for (const name of CONDITIONS) {
    const problem = problemOf(name, conditions[name].trim());
    if (problem) problems[name] = problem;
  }
  return problems;
}

function problemOf(name: Condition, text: string): string | null {
  if (!text) return null;
  if (holdsCardNumber(text)) return "This may be the number of a card.";
  switch (name) {
    case "amount_min":
    case "amount_max":
      return /^\d{1,15}(\.\d{1,4})?$/.test(text) ? null : "Give an amount, such as 15 or 15.99.";
    case "currency":
      return /^[a-z]{3}$/i.test(text) ? null : "Give three letters, such as USD.";
    case "last_four":
      return /^\d{4}$/.test(text) ? null : "Give four digits.";
    case "from":
    case "to":
      return Number.isNaN(new Date(text).getTime()) ? "Give a time, such as 2026-03-01 08:00." : null;
    case "day":
      return isDay(text) ? null : "Give a day, such as 2026-03-01.";
    default:
      return null;
  }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(new Date(text).getTime());
}

function localTime(time: string): string {
  const instant = new Date(time);
  if (!time || Number.isNaN(instant.getTime())) return time;
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${instant.getFullYear()}-${two(instant.getMonth() + 1)}-${two(instant.getDate())}`;
  return `${day} ${two(instant.getHours())}:${two(instant.getMinutes())}`;
}
