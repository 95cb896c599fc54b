// A party beside an entry of a list, line by line: what agrees, what differs, and what the list does not say.
import type { Schemas } from "./api/client";

type Entry = Schemas["FoundEntry"];
type Pair = Schemas["NameComparison"]["pairs"][number];

export interface Row {
  what: string;
  party: string;
  listed: string;
  says: string;
  type: "success" | "info" | "warning" | "error";
}

const WHY: Record<Pair["why"], string> = {
  equal: "The same",
  spelling: "Alike in spelling",
  sound: "Alike in sound",
  given_name: "Forms of one given name",
  initial: "An initial and its name",
  joined: "Written as one or several words",
  transliteration: "A romanisation",
  synonym: "One business word",
};
const PARTICULARS = { birth_date: "Born", country: "Country", identifier: "Number of a paper" } as const;
const SAYS = { for: "Speaks for it", neutral: "Says nothing", against: "Speaks against it" } as const;
const TYPES = { for: "success", neutral: "info", against: "error" } as const;
/** What each line of the table says; `asked` is what was looked for beside the name. */
export function rowsOf(entry: Entry, asked: Record<string, unknown>): Row[] {
  const names = entry.comparison;
  const paired = names.pairs.map((pair): Row => {
    const isSame = pair.why === "equal" && pair.likeness === 100;
    const says = isSame ? WHY.equal : `${WHY[pair.why]} (${pair.likeness.toFixed(0)} of 100)`;
    return { what: "Name", party: pair.query, listed: pair.listed, says, type: isSame ? "success" : "warning" };
  });
  // Parts that are left over on both sides stand against each other.
  const isAgainst = names.only_in_query.length > 0 && names.only_in_listed.length > 0;
  const type = isAgainst ? "error" : "warning";
  const ofParty = names.only_in_query.map((part): Row => ({ what: "Name", party: part, listed: "–", says: "Only the party has it", type }));
  const ofEntry = names.only_in_listed.map((part): Row => ({ what: "Name", party: "–", listed: part, says: "Only the list has it", type }));
  const forms: Row[] = names.forms_differ
    ? [{ what: "Company form", party: "another", listed: "another", says: "Speak against each other", type: "error" }]
    : [];
  const particulars = entry.particulars.map((one): Row => {
    const { after, before, listed, query, verdict, what } = one;
    const says = listed ? SAYS[verdict] : "The list does not say";
    const change = after === before ? "" : ` (${before.toFixed(1)} to ${after.toFixed(1)})`;
    return { what: PARTICULARS[what], party: query, listed: listed || "–", says: `${says}${change}`, type: TYPES[verdict] };
  });
  const unknown = (entry.not_compared ?? []).map((what): Row => {
    const listed = what === "identifier" && entry.listing.identifiers.length > 0 ? "others" : "–";
    const says = listed === "–" ? "The list does not say" : "Not among its numbers";
    return { what: PARTICULARS[what], party: String(asked[what] ?? "–"), listed, says, type: "info" };
  });
  return [...paired, ...ofParty, ...ofEntry, ...forms, ...particulars, ...unknown];
}
