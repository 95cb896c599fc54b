// The API's routes for customers, with the types of its contract.
import type { components } from "../../src/api/schema";
import { type Session, SignedOut } from "./session";

type Schemas = components["schemas"];
export type Account = Schemas["CustomerAccount"];
export type CustomerDocument = Schemas["CustomerDocument"];
export type DocumentState = CustomerDocument["state"];
export type PermittedUpload = Schemas["CustomerUpload"];

export type Api = ReturnType<typeof openApi>;

export function openApi(session: Session) {
  async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const headers: Record<string, string> = { authorization: await session.token() };
    if (body) headers["content-type"] = "application/json";
    const answer = await fetch(`${location.origin}/portal${path}`, { method, headers, body: body && JSON.stringify(body) });
    // 410: the account is being deleted.
    if (answer.status === 401 || answer.status === 410) {
      session.forget();
      throw new SignedOut();
    }
    const data = (await answer.json().catch(() => ({}))) as Answer & { detail?: string; errors?: { detail: string }[] };
    if (!answer.ok) throw new Error(data.errors?.[0] ? `The name of the file ${data.errors[0].detail}.` : wordsOf(answer.status, data.detail));
    return data;
  }
  return {
    account: () => call<Account>("GET", "/account"),
    documents: async () => (await call<{ documents: CustomerDocument[] }>("GET", "/documents")).documents,
    permit: (fileName: string) => call<PermittedUpload>("POST", "/documents", { file_name: fileName }),
    deleteDocument: (id: string) => call("DELETE", `/documents/${id}`),
    deleteAccount: () => call("DELETE", "/account"),
  };
}

function wordsOf(status: number, detail: string | undefined): string {
  if (status === 429) return "Too many requests. Try again in a moment.";
  if (status >= 500) return "That did not work just now. Try again in a moment.";
  return detail ?? "That did not work.";
}
