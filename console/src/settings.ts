// What the application has to know of its deployment. Terraform writes it beside the application's files.

export interface Settings {
  environment: string;
  issuer: string;
  client_id: string;
  sign_in_url: string;
}

export async function readSettings(): Promise<Settings> {
  const answer = await fetch("./settings.json", { cache: "no-store" });
  if (!answer.ok) throw new Error(`settings.json was answered ${answer.status}`);
  return (await answer.json()) as Settings;
}
