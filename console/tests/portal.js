// What customers do in the portal, in a real browser against a deployed stack: every journey with its effect, and what somebody else
// may not.
//
//     TOLLGATE_STACK=stack.json node tests/portal.js [FOLDER-FOR-PICTURES]
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { arrive, call, checkAccess, checkFits, launch, machine, person, picture, stack, take, tokens, until, visitor } from "./browser.js";

const run = `${Date.now()}`;
const PASSWORD = "four quiet horses walk";
const LOAN = new URL("../../test_data/documents/loan_application.pdf", import.meta.url);
const NOTICE = new URL("../../test_data/documents/privacy_notice.pdf", import.meta.url);
const SCAN = new URL("../../test_data/documents/scanned_pay_stub.pdf", import.meta.url);
const { portal } = stack;
const PHONE = { width: 390, height: 844 };
const emulator = new URL(portal.user_pool_url).origin;
const portalPicture = (page, name) => picture(page, `portal-${name}`, { fullPage: true });

/** The codes that were mailed to an address, the oldest first. */
async function codesTo(email) {
  const answer = await (await fetch(`${emulator}/_ministack/ses/messages`)).json();
  const mails = Object.values(answer.messages).flat();
  return mails.filter((mail) => mail.To.includes(email)).map((mail) => /code is (\d+)/.exec(mail.BodyText)[1]);
}

/** The code that is mailed to an address by an act. */
async function codeAfter(email, act) {
  const { length } = await codesTo(email);
  await act();
  return until(`a code for ${email}`, async () => {
    const codes = await codesTo(email);
    return codes.length > length && codes.at(-1);
  });
}

/** The user pool, past the forms. */
async function pool(action, body) {
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `AWSCognitoIdentityProviderService.${action}` };
  const answer = await fetch(portal.user_pool_url, { method: "POST", headers, body: JSON.stringify({ ClientId: portal.client_id, ...body }) });
  return { status: answer.status, body: await answer.json() };
}

async function tokensOf(page) {
  return page.evaluate(() => JSON.parse(sessionStorage.getItem("portal.session")));
}

async function visit(screen = PHONE) {
  const someone = await visitor(browser, [portal.url, portal.user_pool_url], screen);
  await someone.page.goto(`${portal.url}/`);
  await someone.page.getByRole("heading", { level: 1 }).waitFor();
  return someone;
}

/** Somebody who creates an account, by the forms. */
async function customer(email, screen) {
  const someone = await visit(screen);
  const { page } = someone;
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  const code = await codeAfter(email, () => page.getByRole("button", { name: "Create account" }).click());
  await page.getByRole("heading", { name: "Confirm your e-mail address" }).waitFor();
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("heading", { name: "Your documents" }).waitFor();
  return { ...someone, email };
}

async function signIn(page, email, password = PASSWORD) {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

function pdf(name, bytes = readFileSync(LOAN)) {
  return { name, mimeType: "application/pdf", buffer: bytes };
}

/** Posts a file by a form that was permitted, as often as somebody likes. */
async function postForm(upload, bytes, changes = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...upload.fields, ...changes })) form.append(name, value);
  form.append("file", new Blob([bytes]), "document.pdf");
  return (await fetch(upload.url, { method: "POST", body: form })).status;
}

async function documentsOf(token) {
  return (await call("GET", "/portal/documents", token)).body.documents;
}

const browser = await launch();
let bo;

await take("a borrower signs up on a telephone, by the keyboard alone, and uploads a document that is accepted", async () => {
  const email = `bo-${run}@example.com`;
  const first = await visit();
  await checkAccess(first.page, "sign in");
  await portalPicture(first.page, "sign-in-390-light");
  await first.page.keyboard.press("Tab");
  await first.page.keyboard.type(email);
  await first.page.keyboard.press("Tab");
  await first.page.keyboard.type("not a password");
  await first.page.keyboard.press("Enter");
  await first.page.getByRole("alert").getByText("is not right").waitFor();
  await checkAccess(first.page, "a refused sign-in");
  assert.deepEqual(first.problems, []);
  await first.context.close();

  bo = await customer(email);
  const { page } = bo;
  await checkAccess(page, "no documents");
  await portalPicture(page, "empty-390-light");
  await page.locator("input[type=file]").setInputFiles(pdf("My loan application.pdf"));
  await page.getByRole("listitem").filter({ hasText: "My loan application.pdf" }).first().waitFor();
  await page.getByText("Accepted", { exact: true }).waitFor();
  await checkAccess(page, "an accepted document");
  // A second one, which holds nobody's data: it looks the same.
  await page.locator("input[type=file]").setInputFiles(pdf("Privacy notice.pdf", readFileSync(NOTICE)));
  await until("both are accepted", async () => (await page.getByText("Accepted", { exact: true }).count()) === 2);
  // A name is shown as it is, and a file that is not a PDF is not even sent.
  await page.locator("input[type=file]").setInputFiles(pdf(`<img src=x onerror="window.stolen=1">.pdf`, Buffer.from("no PDF at all")));
  await page.getByRole("alert").getByText("This is not a PDF").waitFor();
  await portalPicture(page, "refused-390-light");
  await page.getByRole("button", { name: /^Dismiss/ }).click();
  assert.equal(await page.evaluate(() => window.stolen), undefined);
});

await take("a form is taken once, and what is not a PDF needs another copy", async () => {
  const { id } = await tokensOf(bo.page);
  const { body } = await call("POST", "/portal/documents", id, { file_name: "W".repeat(196) + ".pdf" });
  assert.equal(await postForm(body.upload, Buffer.from("%PDF-1.7 not really")), 204);
  // Another key, another kind of file, one that is too large: the bucket itself refuses.
  assert.equal(await postForm(body.upload, "x", { key: "uploads/other/document.pdf" }), 403);
  assert.equal(await postForm(body.upload, "x", { key: body.upload.fields.key.replace("document", "../../document") }), 403);
  assert.equal(await postForm(body.upload, "x", { "Content-Type": "text/html" }), 403);
  await until("the state", async () => {
    const found = (await documentsOf(id)).find((one) => one.document_id === body.document_id);
    return found.state === "needs_another_copy";
  });
  // The same form again, with a good file: thrown away, and nothing of it is anybody's.
  assert.equal(await postForm(body.upload, readFileSync(LOAN)), 204);
  const { page } = bo;
  await page.reload();
  await page.getByText("Needs another copy").waitFor();
  await checkAccess(page, "documents of two states");
  await portalPicture(page, "documents-390-light");
  await checkFits(page, "the page");
  for (const one of await documentsOf(id)) {
    assert.deepEqual(Object.keys(one).sort(), ["created_at", "document_id", "file_name", "state"]);
  }
});

await take("what is deleted while somebody reads it leaves nothing", async () => {
  const { id } = await tokensOf(bo.page);
  const { body } = await call("POST", "/portal/documents", id, { file_name: "scan.pdf" });
  // A scan takes its seconds to read: the upload lies in the bucket meanwhile.
  assert.equal(await postForm(body.upload, readFileSync(SCAN)), 204);
  assert.equal((await call("DELETE", `/portal/documents/${body.document_id}`, id)).status, 202);
  assert.ok(!(await documentsOf(id)).some((one) => one.document_id === body.document_id));
  await until("nothing is left", async () => (await leftOf(body.document_id)) === null);
});

await take("one's own alone: other people's ids, tokens of the staff, of the other kind, forged and over", async () => {
  const eve = await customer(`eve-${run}@example.com`, { width: 1024, height: 800, dark: true });
  const [ofBo, ofEve] = [await tokensOf(bo.page), await tokensOf(eve.page)];
  const [document] = await documentsOf(ofBo.id);
  assert.deepEqual(await documentsOf(ofEve.id), []);
  const missing = "00000000-0000-7000-8000-000000000000";
  const [foreign, unknown] = [
    await call("DELETE", `/portal/documents/${document.document_id}`, ofEve.id),
    await call("DELETE", `/portal/documents/${missing}`, ofEve.id),
  ];
  assert.deepEqual([foreign.status, foreign.body], [404, unknown.body]);
  const staff = stack.console ? await person(browser, "admin") : null;
  const staffs = staff ? await tokens(staff.page) : null;
  const routes = [
    ["GET", "/portal/account"],
    ["GET", "/portal/documents"],
    ["POST", "/portal/documents", { file_name: "a.pdf" }],
    ["DELETE", `/portal/documents/${document.document_id}`],
    ["DELETE", "/portal/account"],
  ];
  for (const [method, path, sent] of routes) {
    const bad = { none: null, access: ofBo.access, forged: `${ofBo.id.slice(0, -4)}AAAA`, "of the staff": staffs?.id };
    for (const [name, token] of Object.entries(bad)) {
      assert.equal((await call(method, path, token, sent)).status, 401, `${name}: ${method} ${path}`);
    }
  }
  // And none of theirs opens the console.
  if (stack.console) {
    for (const path of ["/console/me", "/console/cases", "/console/audit", `/console/payments/${missing}`]) {
      assert.equal((await call("GET", path, ofBo.id)).status, 401, path);
    }
    assert.equal((await call("POST", "/console/notes", ofBo.id, { case_id: missing, text: "No." })).status, 401);
    await staff.context.close();
  }
  assert.equal((await documentsOf(ofBo.id)).length, 3);
  await checkAccess(eve.page, "no documents, in the dark");
  await portalPicture(eve.page, "empty-1024-dark");
  assert.deepEqual(eve.problems, []);
  await eve.context.close();
});

await take("nobody learns from the forms who has an account", async () => {
  const someone = [{ Name: "email", Value: bo.email }];
  const sign = (address) => pool("SignUp", { Username: crypto.randomUUID(), Password: PASSWORD, UserAttributes: address });
  const [taken, free] = [await sign(someone), await sign([{ Name: "email", Value: `free-${run}@example.com` }])];
  assert.deepEqual([taken.status, Object.keys(taken.body).sort()], [free.status, Object.keys(free.body).sort()]);
  for (const [action, body] of [
    ["ForgotPassword", (email) => ({ Username: email })],
    ["ConfirmForgotPassword", (email) => ({ Username: email, ConfirmationCode: "000000", Password: PASSWORD })],
    ["InitiateAuth", (email) => ({ AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME: email, PASSWORD: "another password" } })],
  ]) {
    const [known, unknown] = [await pool(action, body(bo.email)), await pool(action, body(`nobody-${run}@example.com`))];
    assert.deepEqual([known.status, known.body.__type], [unknown.status, unknown.body.__type], action);
  }
});

await take("a forgotten password is set anew, and changed", async () => {
  const { page } = bo;
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You are signed out.").waitFor();
  await page.getByRole("button", { name: "Forgotten password" }).click();
  await page.getByRole("heading", { name: "Set a new password" }).waitFor();
  await checkAccess(page, "forgotten password");
  await page.getByLabel("E-mail address").fill(bo.email);
  const code = await codeAfter(bo.email, () => page.getByRole("button", { name: "Send code" }).click());
  await page.getByLabel("Code").fill("000000");
  await page.getByLabel("New password").fill("five loud geese swim");
  await page.getByRole("button", { name: "Set password" }).click();
  await page.getByRole("alert").getByText("code is not right").waitFor();
  await portalPicture(page, "reset-390-light");
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Set password" }).click();
  await page.getByText("Your password is set.").waitFor();
  await signIn(page, bo.email.toUpperCase(), PASSWORD);
  await page.getByRole("alert").getByText("is not right").waitFor();
  await signIn(page, bo.email.toUpperCase(), "five loud geese swim");
  await page.getByRole("heading", { name: "Your documents" }).waitFor();
  await page.getByRole("link", { name: "Account" }).click();
  await page.getByText(bo.email).waitFor();
  await page.getByLabel("Present password").fill("five loud geese swim");
  await page.getByLabel("New password").fill(PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Your password is changed.").waitFor();
  await checkAccess(page, "the account");
  await portalPicture(page, "account-390-light");
});

/** Everything that lies in the buckets for a document, and its record. */
async function leftOf(id) {
  const found = await fetch(`${stack.api_url}/documents/${id}`, { headers: { "x-api-key": stack.api_key } });
  return found.status === 404 ? null : found.json();
}

await take("a document is deleted with every copy", async () => {
  const { page } = bo;
  const { id } = await tokensOf(page);
  const accepted = (await documentsOf(id)).find((one) => one.file_name === "My loan application.pdf");
  const record = await machine("GET", `/documents/${accepted.document_id}`);
  assert.equal(record.classification, "pii");
  await page.getByRole("link", { name: "Files" }).click();
  await page.getByRole("button", { name: "Delete My loan application.pdf" }).press("Enter");
  await page.getByRole("dialog").waitFor();
  await checkAccess(page, "the dialog");
  await portalPicture(page, "delete-390-light");
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("dialog").count(), 0);
  await page.getByRole("button", { name: "Delete My loan application.pdf" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete document" }).click();
  await page.getByRole("button", { name: "Delete My loan application.pdf" }).waitFor({ state: "detached" });
  await until("nothing is left", async () => (await leftOf(accepted.document_id)) === null);
  assert.equal((await documentsOf(id)).length, 2);
});

await take("too many are refused", async () => {
  const { id } = await tokensOf(bo.page);
  const asked = await Promise.all(Array.from({ length: 30 }, () => call("POST", "/portal/documents", id, { file_name: "a.pdf" })));
  const taken = asked.filter(({ status }) => status === 201).length;
  assert.ok(taken <= 18, `${taken} were taken`);
  assert.ok(asked.every(({ status }) => [201, 409, 503].includes(status)), asked.map(({ status }) => status).join());
  await until("the limit", async () => (await call("POST", "/portal/documents", id, { file_name: "a.pdf" })).status === 409);
});

await take("on a large screen and in the dark", async () => {
  for (const [width, dark] of [
    [390, true],
    [1440, false],
  ]) {
    const someone = await visit({ width, height: 844, dark });
    const { page } = someone;
    const name = `${width}-${dark ? "dark" : "light"}`;
    await signIn(page, bo.email);
    await page.getByText("Needs another copy").waitFor();
    await checkAccess(page, `documents at ${name}`);
    await portalPicture(page, `documents-${name}`);
    await page.getByRole("link", { name: "Account" }).click();
    await page.getByText(bo.email).waitFor();
    await checkAccess(page, `the account at ${name}`);
    await portalPicture(page, `account-${name}`);
    assert.deepEqual(someone.problems, []);
    await someone.context.close();
  }
});

await take("an account is deleted with its password, and everything with it", async () => {
  const { page } = bo;
  const old = await tokensOf(page);
  const kept = (await documentsOf(old.id)).filter((one) => ["accepted", "needs_another_copy"].includes(one.state));
  const classes = await Promise.all(kept.map(async (one) => (await machine("GET", `/documents/${one.document_id}`)).classification));
  assert.deepEqual(classes.sort(), ["non_pii", "quarantine"]);
  await page.getByRole("link", { name: "Account" }).click();
  await page.getByRole("button", { name: "Delete account…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Password").fill("not my password");
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await dialog.getByRole("alert").getByText("The password is not right.").waitFor();
  await checkAccess(page, "the last question");
  await portalPicture(page, "leave-390-light");
  await dialog.getByLabel("Password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Delete account" }).click();
  await page.getByText("are being deleted").waitFor();
  // What was signed before is of no use.
  for (const [method, path] of [["GET", "/portal/documents"], ["POST", "/portal/documents"]]) {
    const sent = method === "POST" ? { file_name: "a.pdf" } : undefined;
    assert.equal((await call(method, path, old.id, sent)).status, 410, `${method} ${path}`);
  }
  // Some twenty documents in four buckets each, the oldest last.
  for (const one of kept) await until("nothing is left", async () => (await leftOf(one.document_id)) === null, 120_000);
  await until("nobody can sign in", async () => {
    const AuthParameters = { USERNAME: bo.email, PASSWORD };
    return (await pool("InitiateAuth", { AuthFlow: "USER_PASSWORD_AUTH", AuthParameters })).status === 400;
  });
  await signIn(page, bo.email);
  await page.getByRole("alert").getByText("is not right").waitFor();
  assert.deepEqual(bo.problems, []);
  await bo.context.close();
  // The address is free for a new account, which has nothing of the old one.
  const again = await customer(bo.email);
  await again.page.getByText("Nothing yet.").waitFor();
  await again.context.close();
});

await browser.close();
arrive();
