// What may be written next where the cursor stands in a policy: the words of the language that begin so.
import type { Schemas } from "./api/client";

export type Language = Schemas["PolicyLanguage"];
export type Declared = NonNullable<Schemas["CheckedPolicy"]["declared"]>;

export interface Suggestion {
  // What is put in place of what was typed.
  text: string;
  // What it is, beside it.
  about: string;
}

export interface Completion {
  // Where the word that is typed begins.
  from: number;
  suggestions: Suggestion[];
}

const SHOWN_MAX = 12;
/** Fewer letters begin too many words. */
const LETTERS_MIN = 2;
const KINDS = { number: "number", amount: "amount", text: "text", condition: "condition" } as const;

/** What may follow at `at`; nothing if nothing does. Asked for by hand, it answers anywhere; else only where a condition is typed. */
export function complete(text: string, at: number, language: Language, declared: Declared | undefined, isAskedFor: boolean): Completion | null {
  const typed = /[$@]?[A-Za-z_][A-Za-z0-9_.]*$|[$@]$/.exec(text.slice(0, at))?.[0] ?? "";
  const sign = typed.charAt(0);
  const isSigned = sign === "$" || sign === "@";
  if (!isAskedFor && (!isInCondition(text, at) || (!isSigned && typed.length < LETTERS_MIN))) return null;
  const words = sign === "$" ? variables(language, declared) : sign === "@" ? lists(declared) : isAskedFor && !typed ? everything(language, declared) : names(language);
  const wanted = typed.toLowerCase();
  const begin = words.filter(({ text }) => text.toLowerCase().startsWith(wanted));
  // `$country` finds `$geo.country` as well.
  const inner = isSigned && typed.length > 1 ? words.filter(({ text }) => !begin.some((one) => one.text === text) && text.toLowerCase().includes(wanted.slice(1))) : [];
  const found = [...begin, ...inner];
  // What is typed to its end needs no completion.
  if (found.length === 0 || (found.length === 1 && found[0]?.text === typed)) return null;
  return { from: at - typed.length, suggestions: found.slice(0, isAskedFor && !typed ? found.length : SHOWN_MAX) };
}

function variables(language: Language, declared: Declared | undefined): Suggestion[] {
  const word = ({ is_of_past, name, value }: Language["variables"][number], of: string): Suggestion => {
    const kind = value ? KINDS[value] : "as it is used";
    return { text: name, about: is_of_past ? `${kind}, of past payments: behind where` : `${kind}${of}` };
  };
  return [...(declared?.variables ?? []).map((one) => word(one, ", of this policy")), ...language.variables.map((one) => word(one, ""))];
}

function lists(declared: Declared | undefined): Suggestion[] {
  return (declared?.lists ?? []).map((text) => ({ text, about: "list" }));
}

function names(language: Language): Suggestion[] {
  return [
    ...language.functions.map(({ is_of_history, name, usage }) => ({ text: `${name}(`, about: `${usage}${is_of_history ? ", of the history" : ""}` })),
    ...language.entities.map((text) => ({ text, about: "whose history" })),
    ...language.aspects.filter((text) => !language.entities.includes(text)).map((text) => ({ text, about: "what is counted" })),
    ...language.keywords.map((text) => ({ text, about: "word" })),
  ];
}

function everything(language: Language, declared: Declared | undefined): Suggestion[] {
  return [...variables(language, declared), ...lists(declared), ...names(language)];
}

/** Whether a place is in the text of a condition: `when = "…"`, in any of TOML's four ways to write a text. */
export function isInCondition(text: string, at: number): boolean {
  const begins = [...text.slice(0, at).matchAll(/^[ \t]*when[ \t]*=[ \t]*("""|'''|"|')/gm)].at(-1);
  if (!begins) return false;
  const quote = begins[1] ?? "";
  const rest = text.slice(begins.index + begins[0].length, at);
  if (quote.length === 1 && rest.includes("\n")) return false;
  const isBasic = quote.startsWith('"');
  // In a basic text a backslash keeps a quote from ending it.
  return !(isBasic ? rest.replaceAll(/\\[\s\S]/g, "") : rest).includes(quote);
}
