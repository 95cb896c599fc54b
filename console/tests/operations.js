// An operator at work: alarms and queues, letters that are sent again or discarded, and what others may not.
import assert from "node:assert/strict";
import { call, checkAccess, checkFits, person, picture, stack, tokens, until } from "./browser.js";
import { sendMessage } from "./aws.js";

const HOSTILE = '<img src=x onerror="window.stolen=1"> =HYPERLINK("http://example.com") \u202e\u0645\u0631\u062d\u0628\u0627 ';

/** What each queue of failures can have sent again without doing anything. `payment` is one that is decided. */
function harmless(payment, run) {
  const now = Date.now();
  const figures = { seen: [0, 0, 0], hit: [0, 0, 0] };
  const finding = { standing: "rearmed", generation: 1, since: now, until: now, demoted_since: null, figures, by: "a journey", is_told: false };
  const set_aside = JSON.stringify({ key_id: payment, reason: `set aside by ${run}` });
  return {
    "alerts-dlq": JSON.stringify({ subject: run, code: "JOURNEY", policy_version: "1", finding }),
    "archiver-failures": set_aside,
    "decision-events-dlq": JSON.stringify({
      specversion: "1.0",
      id: `decision_${payment}`,
      source: "/tollgate/local",
      type: "tollgate.decision.v1",
      subject: payment,
      time: new Date(now).toISOString(),
      datacontenttype: "application/json",
      partitionkey: run,
      data: {},
    }),
    "document-erasures-dlq": JSON.stringify({ customer: `nobody ${run}`, what: "document", key_id: payment, pass: "last" }),
    "document-uploads-dlq": JSON.stringify({ Event: "s3:TestEvent", Records: [] }),
    "scorer-failures": set_aside,
  };
}

export async function operatorsJourney(browser, { analyst, payment, run }) {
  const operator = await person(browser, "operator");
  const { page } = operator;
  const token = (await tokens(page)).id;
  // Who has no cases begins with what they have.
  await page.getByRole("heading", { name: "Operations" }).waitFor();
  await page.getByRole("link", { name: "scorer-failures" }).waitFor();
  const { body: overview } = await call("GET", "/console/operations", token);
  assert.ok(overview.alarms.length > 40, `${overview.alarms.length} alarms`);
  const channels = overview.deliveries.map(({ channel }) => channel);
  for (const channel of ["alert_mails", "archive"]) assert.ok(channels.includes(channel), `${channel} of ${channels}`);
  await page.getByRole("grid", { name: "Last deliveries" }).getByText("Mails of alerts").waitFor();
  const cost = page.getByRole("grid", { name: "Cost of the month" });
  for (const part of ["Payments", "Alerts", "Labels"]) await cost.getByText(part, { exact: true }).waitFor();
  await page.getByText(/days are counted; today is counted tomorrow morning/).waitFor();
  const queues = overview.queues.filter((one) => one.holds_dead_letters).map((one) => one.queue);
  const letters = harmless(payment, run);
  for (const queue of Object.keys(letters)) assert.ok(queues.includes(queue), `${queue} of ${queues}`);

  const listed = async (queue) => (await call("GET", `/console/dead-letters?queue=${queue}&limit=100`, token)).body.letters;
  const found = (queue, is) => until(`a letter in ${queue}`, async () => (await listed(queue)).find(is));
  const act = async (what, queue, message_id) => {
    const { body } = await call("POST", `/console/${what}`, token, { queue, message_ids: [message_id], reason: `By ${run}.` });
    assert.deepEqual(body.results, [{ message_id, outcome: "done" }], queue);
    assert.ok((await listed(queue)).every((letter) => letter.message_id !== message_id), queue);
  };
  // In every queue, something that nobody can read is discarded, and nobody runs it.
  for (const queue of queues) {
    await sendMessage(queue, `${HOSTILE}${run}`);
    const letter = await found(queue, ({ text }) => text.includes(run) && text.includes("onerror"));
    assert.deepEqual([letter.kind, letter.can_be_redriven], ["unreadable", true]);
    if (queue !== "alerts-dlq") await act("discards", queue, letter.message_id);
  }
  const before = Object.fromEntries(await Promise.all(Object.keys(letters).map(async (queue) => [queue, (await listed(queue)).map((one) => one.message_id)])));
  for (const [queue, letter] of Object.entries(letters)) {
    await sendMessage(queue, letter);
    const { message_id } = await found(queue, (one) => !before[queue].includes(one.message_id));
    if (queue !== "scorer-failures") await act("redrives", queue, message_id);
  }

  await page.goto(`${stack.console.url}/#/operations/scorer-failures`);
  const row = (text) => page.getByRole("row").filter({ hasText: text });
  await row(`set aside by ${run}`).waitFor();
  await row(`set aside by ${run}`).getByRole("checkbox").check();
  await checkAccess(page, "operations");
  await picture(page, "operations-1440-light", { fullPage: true });
  await page.getByRole("button", { name: "Send again…" }).click();
  await checkAccess(page, "the dialog of a redrive");
  await page.getByRole("dialog").getByRole("button", { name: "Send again" }).click();
  await page.locator(".notices").getByText("1 letter is sent again.").waitFor();
  await row(`set aside by ${run}`).waitFor({ state: "detached" });

  await page.goto(`${stack.console.url}/#/operations/alerts-dlq`);
  await row(run).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Discard…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Discard for good" }).click();
  await dialog.getByText("Say why.").waitFor();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Nothing can be made of it.");
  await checkAccess(page, "the dialog of a discard");
  await dialog.getByRole("button", { name: "Discard for good" }).click();
  await page.locator(".notices").getByText("1 letter is discarded.").waitFor();
  await row(run).waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => window.stolen), undefined);

  // Each act has its entry, by name.
  const admin = await person(browser, "admin");
  const trail = await call("GET", "/console/audit", (await tokens(admin.page)).id);
  const entries = trail.body.entries.filter((entry) => entry.who === stack.console_accounts.accounts.operator);
  const count = (act) => entries.filter((entry) => entry.act === act).length;
  assert.ok(count("discard_dead_letters") >= queues.length, JSON.stringify(entries));
  assert.ok(count("redrive_dead_letters") >= Object.keys(letters).length, JSON.stringify(entries));
  // Others have no business there.
  await analyst.page.goto(`${stack.console.url}/#/operations`);
  await analyst.page.getByRole("heading", { name: "Not for your role" }).waitFor();
  for (const { problems, context } of [operator, admin]) {
    assert.deepEqual(problems, []);
    await context.close();
  }

  for (const [width, dark] of [
    [390, true],
    [1024, true],
  ]) {
    const someone = await person(browser, "operator", { width, height: 844, dark });
    const name = `operations-${width}-${dark ? "dark" : "light"}`;
    await someone.page.goto(`${stack.console.url}/#/operations/archiver-failures`);
    await someone.page.getByRole("heading", { name: "archiver-failures" }).waitFor();
    await someone.page.getByRole("switch", { name: /Show all/ }).or(someone.page.getByRole("checkbox", { name: /Show all/ })).check();
    await checkAccess(someone.page, name);
    await picture(someone.page, name, { fullPage: true });
    await checkFits(someone.page, name);
    assert.deepEqual(someone.problems, []);
    await someone.context.close();
  }
}
