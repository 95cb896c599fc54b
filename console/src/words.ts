// How things are said to people.

const RECENT_MINUTES = 60;
const RECENT_HOURS = 48;
const SECONDS_SHOWN = 120;

/** `LARGE_AMOUNT` is "Large amount". */
export function reasonInWords(code: string): string {
  const words = code.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function money(amount: number | string, currency: string): string {
  const number = Number(amount);
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" }).format(number);
  } catch {
    return `${amount} ${currency}`;
  }
}

export function moment(time: string): string {
  const instant = new Date(time);
  return Number.isNaN(instant.getTime())
    ? time
    : new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" }).format(instant);
}

/** "12 min", "5 h", "3 d". */
export function age(time: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - new Date(time).getTime()) / 60_000));
  if (minutes < RECENT_MINUTES) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < RECENT_HOURS ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** How much of a service level is left: "5 h left", "Overdue by 3 d". */
export function timeLeft(due: string, now: number): { isOverdue: boolean; words: string } {
  const instant = new Date(due).getTime();
  return instant < now ? { isOverdue: true, words: `Overdue by ${age(due, now)}` } : { isOverdue: false, words: `${age(new Date(now).toISOString(), instant)} left` };
}

/** For how long a case is put off. */
export const SNOOZES = { hour: "An hour", hours: "Four hours", tomorrow: "Tomorrow morning", week: "A week" };
const HOUR_MS = 3_600_000;
const MORNING = 9;

export function snoozedUntil(chosen: keyof typeof SNOOZES, now: Date): Date {
  switch (chosen) {
    case "hour":
      return new Date(now.getTime() + HOUR_MS);
    case "hours":
      return new Date(now.getTime() + 4 * HOUR_MS);
    case "tomorrow":
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING);
    case "week":
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 7, MORNING);
  }
}

/** "40 s", "12 min", "5 h", "3 d". */
export function duration(seconds: number): string {
  return seconds < SECONDS_SHOWN ? `${seconds} s` : age(new Date(0).toISOString(), seconds * 1000);
}

/** A count, its thousands apart. */
export function whole(count: number): string {
  return count.toLocaleString("en");
}

/** A part of one. */
export function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

export const OUTCOMES: Record<string, string> = { approve: "Approved", review: "To review", block: "Blocked" };

export const DOCUMENT_CLASSES: Record<string, string> = {
  quarantine: "Quarantine",
  pii: "Personal data",
  non_pii: "No personal data",
  deleted: "Deleted",
};

export const CLOSURES: Record<string, string> = {
  fraud: "Fraud",
  legitimate: "Legitimate",
  true_match: "True match",
  false_match: "False match",
  inconclusive: "Inconclusive",
};

/** How far a draft of a policy or a proposal of a model is. */
export const MOTION_STATES = {
  open: { type: "pending", words: "Open" },
  publishing: { type: "in-progress", words: "On its way" },
  published: { type: "success", words: "Put in force" },
  rejected: { type: "stopped", words: "Rejected" },
  withdrawn: { type: "stopped", words: "Withdrawn" },
} as const;

const ACTS: Record<string, string> = {
  assign_cases: "assigned the case",
  assign_sanctions_cases: "assigned the case",
  assign_escalated_cases: "assigned the case",
  escalate_cases: "escalated the case",
  give_back_cases: "gave the case back",
  snooze_cases: "put the case off",
  snooze_sanctions_cases: "put the case off",
  snooze_escalated_cases: "put the case off",
  label_escalated_payments: "labelled",
  close_escalated_cases: "closed the case",
  write_notes: "wrote a note",
  label_payments: "labelled",
  close_cases: "closed the case",
  close_sanctions_cases: "closed the case",
  clear_matches: "cleared a match",
  revoke_clearances: "revoked a clearance",
  reclassify_documents: "moved a document",
  delete_documents: "deleted a document",
  download_documents: "fetched an original",
  redrive_dead_letters: "sent a dead letter again",
  discard_dead_letters: "discarded a dead letter",
  draft_policies: "drafted a policy",
  approve_policies: "put a policy in force",
  reject_policies: "rejected a draft",
  withdraw_policies: "withdrew a draft",
  bypass_four_eyes: "put a policy in force alone",
  rearm_rules: "put a demoted rule back",
  propose_models: "proposed a model",
  approve_models: "put a model in force",
  reject_models: "rejected a proposal",
  withdraw_models: "withdrew a proposal",
  bypass_four_eyes_on_models: "put a model in force alone",
};

/** Acts to choose from, each in words. Several may be said alike: closing a case is an act of each queue. */
export const ACT_OPTIONS = Object.entries(ACTS).map(([value, label]) => ({ value, label: `${label.charAt(0).toUpperCase()}${label.slice(1)}`, description: value.replaceAll("_", " ") }));

export function actInWords(act: string): string {
  return ACTS[act] ?? act.replaceAll("_", " ");
}

const LETTERS: Record<string, string> = {
  alert: "Alert that was not mailed",
  notice: "Notice about a rule that was not mailed",
  quarantined: "Payment that was set aside",
  record: "Record of a stream",
  stream_batch: "Records that Lambda gave up on",
  upload: "Upload that was not classified",
  erasure: "Erasure that is not done",
  event: "Event that was not told",
  unreadable: "Something that can't be read",
};

export function letterInWords(kind: string): string {
  return LETTERS[kind] ?? reasonInWords(kind);
}

const CHANNELS: Record<string, string> = {
  alert_mails: "Mails of alerts",
  archive: "Archive",
  decision_events: "Stream of decisions",
  webhooks: "Webhooks",
  predictions: "PostgreSQL",
  kafka_topic: "Kafka topic",
};

export function channelInWords(channel: string): string {
  return CHANNELS[channel] ?? reasonInWords(channel);
}

/** When something was last delivered: a moment and its age, or only the day (in UTC) if that is all that is known. */
export function deliveredInWords(last: { from: string; to: string } | undefined, now: number): { when: string; ago?: string } {
  if (!last) return { when: "Not in 60 days" };
  const lasts = new Date(last.to).getTime() - new Date(last.from).getTime();
  if (lasts > HOUR_MS) return { when: `On ${last.from.slice(0, "2026-03-01".length)} (UTC)` };
  return { when: moment(last.from), ago: `${age(last.from, now)} ago` };
}

/** Kinds of findings and of documents that have other words than their names. */
const OF_DOCUMENTS: Record<string, string> = {
  ssn: "Social security number",
  itin: "Taxpayer number (ITIN)",
  ein: "Employer number (EIN)",
  iban: "IBAN",
  drivers_licence: "Driver's licence",
  email: "E-mail address",
  ip_address: "IP address",
  url: "Link",
  mac_address: "MAC address",
  medicare_id: "Medicare id",
  npi: "Provider number (NPI)",
  w2: "W-2",
  form1099: "Form 1099",
  form1040: "Form 1040",
  form4506_t: "Form 4506-T",
  form1098: "Form 1098",
};

export function documentWord(name: string): string {
  return OF_DOCUMENTS[name] ?? reasonInWords(name);
}

const PARTY_KINDS: Record<string, string> = { card: "Card", device: "Device", customer: "Customer", email: "E-mail", ip: "Address" };

export function partyInWords(kind: string): string {
  return PARTY_KINDS[kind] ?? kind;
}

/** "1 payment", "50 payments", "more than 50 payments". */
export function paymentsInWords(count: number, isMore = false): string {
  return `${isMore ? "more than " : ""}${count} ${count === 1 ? "payment" : "payments"}`;
}

/** A field's name as people write it. */
export function fieldInWords(name: string): string {
  const known: Record<string, string> = { ip_address: "IP address", email_address: "E-mail", event_time: "Time", key_id: "Id" };
  return known[name] ?? reasonInWords(name);
}

/** Any value that was sent, on one line. */
export function valueInWords(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "object" && !Array.isArray(value)) {
    const parts = Object.entries(value as Record<string, unknown>).map(([name, part]) => `${name}: ${valueInWords(part)}`);
    return parts.join(", ");
  }
  return Array.isArray(value) ? value.map(valueInWords).join(", ") : String(value);
}
