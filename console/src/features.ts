// What the policy's features measure, in words: `count(card, 1h)` is "Payments of the card in an hour".
import { fieldInWords, valueInWords } from "./words.ts";

const CALL = /^([a-z_]+)\(([^()]*?(?:\([^()]*\)[^()]*?)*)\)$/s;
const DAY = 24;

const WHOM: Record<string, string> = {
  card: "the card",
  customer: "the customer",
  device: "the device",
  ip: "the address",
  email: "the e-mail",
  network: "the network",
  mailbox: "the mailbox",
};

const MANY: Record<string, string> = {
  card: "cards",
  customer: "customers",
  device: "devices",
  ip: "addresses",
  email: "e-mail addresses",
  network: "networks",
  mailbox: "mailboxes",
  merchant: "merchants",
  merchant_category: "kinds of merchants",
  country: "countries",
  city: "cities",
  currency: "currencies",
  channel: "channels",
  beneficiary: "beneficiaries",
};

/** Of those that have another word than their own. */
const ONE: Record<string, string> = { ip: "address", email: "e-mail", merchant_category: "kind of merchant" };

const STATISTICS: Record<string, string> = { mean: "Usual", max: "Largest", min: "Smallest", spread: "Spread of the" };

/** "an hour", "30 minutes", "7 days". */
function spanInWords(span: string): string {
  const [, count, unit] = /^(\d+)([mhd])$/.exec(span) ?? [];
  if (!count || !unit) return span;
  const number = Number(count);
  if (unit === "h" && number % DAY === 0) return spanInWords(`${number / DAY}d`);
  const [one, many] = { m: ["a minute", "minutes"], h: ["an hour", "hours"], d: ["a day", "days"] }[unit] ?? ["", ""];
  return number === 1 ? (one ?? "") : `${number} ${many}`;
}

/** What a feature of the policy language measures. What is not known here is shown as the language writes it. */
export function featureInWords(name: string): string {
  const [, call, inner] = CALL.exec(name.trim()) ?? [];
  if (!call || inner === undefined) return /^[a-z_]+$/.test(name) ? fieldInWords(name) : name;
  const [measured = "", condition] = inner.split(/\s+where\s+/s);
  const [first = "", second = "", third = ""] = measured.split(",").map((part) => part.trim());
  const where = condition ? `, where ${condition.replaceAll(/\$/g, "")}` : "";
  const whom = (entity: string) => WHOM[entity] ?? entity;
  switch (call) {
    case "count":
      return `Payments of ${whom(first)} in ${spanInWords(second)}${where}`;
    case "usual_count":
      return `Payments of ${whom(first)} in ${spanInWords(second)}, usually`;
    case "sum":
      return `Paid by ${whom(second)} in ${spanInWords(third)}${where}`;
    case "mean":
    case "max":
    case "min":
    case "spread":
      return `${STATISTICS[call]} ${first} of ${whom(second)} in ${spanInWords(third)}${where}`;
    case "deviation":
      return `Spreads above the usual ${first} of ${whom(second)} in ${spanInWords(third)}`;
    case "distinct":
      return `Different ${MANY[first] ?? first} of ${whom(second)} in ${spanInWords(third)}${where}`;
    case "is_new":
      return `New ${ONE[first] ?? first} of ${whom(second)}${third ? `, within ${spanInWords(third)}` : ""}${where}`;
    case "minutes_since_last":
      return `Minutes since the last payment of ${whom(first)}${where}`;
    case "km_from_last":
      return `Kilometres from the last payment of ${whom(first)}${where}`;
    case "kmh_from_last":
      return `Kilometres an hour since the last payment of ${whom(first)}${where}`;
    case "age_days":
      return `Days since the first payment of ${whom(first)}, within ${spanInWords(second)}`;
    default:
      return name;
  }
}

/** What it came to: yes, no, or a number without needless decimals. */
export function featureValueInWords(value: unknown): string {
  if (value === true) return "Yes";
  if (value === false) return "No";
  if (value === null) return "Not known";
  return typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 2 }) : valueInWords(value);
}
