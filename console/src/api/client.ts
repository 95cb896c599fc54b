// The API, with the types of its contract.
import createClient from "openapi-fetch";
import type { Session } from "../session";
import type { components, paths } from "./schema";

export type Api = ReturnType<typeof openApi>;
export type Schemas = components["schemas"];
export type CaseSummary = Schemas["CaseSummary"];
export type WholeCase = Schemas["WholeCase"];
export type CaseAlert = Schemas["CaseAlert"];
export type CasePayment = Schemas["CasePayment"];
export type Surroundings = Schemas["Surroundings"];
export type FoundPayment = Schemas["FoundPayment"];
export type FoundDocument = Schemas["FoundDocument"];
export type WholeDocument = Schemas["WholeDocument"];
export type LivePolicy = Schemas["LivePolicy"];
export type CheckedPolicy = Schemas["CheckedPolicy"];
export type PolicyProblem = Schemas["PolicyProblem"];
export type BacktestedPolicy = Schemas["BacktestedPolicy"];
export type PolicyDraft = Schemas["PolicyDraft"];
export type WholePolicyDraft = Schemas["WholePolicyDraft"];
export type AuditEntry = Schemas["AuditEntry"];
export type Me = Schemas["Me"];
export type Acted = Schemas["Acted"];

/** The token is over, or is none for this console. */
export class SignedOut extends Error {}

/** What was asked for is not there, or not any more: an answer, and no mishap that passes. */
export class NotThere extends Error {}

export function openApi(session: Session) {
  const client = createClient<paths>({ baseUrl: location.origin });
  client.use({
    async onRequest({ request }) {
      const token = await session.token();
      if (!token) throw new SignedOut("Your session is over.");
      request.headers.set("authorization", token);
      return request;
    },
    onResponse({ response }) {
      if (response.status === 401) throw new SignedOut("Your session is over.");
    },
  });
  return client;
}

interface Answered<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

interface Refusal {
  title?: string;
  detail?: string;
  errors?: { pointer?: string; detail?: string }[];
}

/** The data of an answer; what went wrong is thrown, in the words of the problem. */
export async function dataOf<Data>(asked: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await asked.catch((failure: unknown) => {
    throw unansweredInWords(failure);
  });
  if (data !== undefined) return data;
  const said = refusalInWords(error as Refusal | undefined) ?? `The API answered ${response.status}.`;
  throw response.status === 404 ? new NotThere(said) : new Error(said);
}

/** Browsers say differently, and for engineers, that nothing answered, or that something between here and the API did. */
export function unansweredInWords(failure: unknown): unknown {
  if (failure instanceof TypeError) return new Error("The API can't be reached. Check your connection, and try again.");
  if (failure instanceof SyntaxError) return new Error("The answer is not from the API. Try again in a moment.");
  return failure;
}

/** Which fields are wrong, and why, where it is up to them. */
export function refusalInWords(refusal: Refusal | undefined): string | undefined {
  const fields = refusal?.errors?.map(({ pointer = "", detail = "" }) => `${pointer.replace(/^#\//, "").replaceAll(/[_/]/g, " ")} ${detail}`.trim());
  if (fields?.length) return `${refusal?.title ?? "Not accepted"}: ${fields.join("; ")}.`;
  return refusal?.detail ?? refusal?.title;
}
