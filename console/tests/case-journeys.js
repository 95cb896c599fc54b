// Cases in a real browser: put off and back, escalated and given back, decided again, with whom they link drawn; queues narrowed and
// ordered; and the service level of sanctions matches.
import assert from "node:assert/strict";
import { call, checkAccess, checkFits, machine, person, picture, stack, take, tokens, until } from "./browser.js";

/** `held` makes a case of a payment, `caseIsThere` waits for it; `ana` is an analyst who is signed in, `token` is hers. */
export async function caseJourneys({ ana, browser, caseIsThere, held, hostile, run, token }) {
  await take("a case is put off, comes back, is escalated, given back and decided again", async () => {
    const device = { device: { id: `D-${run}-links` } };
    const payment = await held(device);
    // Somebody else with the same device, twice: once with another card.
    for (const other of ["4000056655665556", "4012888888881881"]) {
      await machine("POST", "/predict", { amount: 12, merchant: "Corner Shop", card_number: other, customer_id: `C-${run}-other`, ...device });
    }
    await caseIsThere(token, payment.key_id);
    const compliance = await person(browser, "compliance");
    const officer = compliance.page;
    const { page } = ana;
    const there = `${stack.console.url}/#/case/${payment.key_id}`;
    await page.goto(there);
    await page.getByRole("heading", { name: "Why" }).waitFor();
    // The drawing shows whom the list names.
    await page.locator(".link-drawing title").filter({ hasText: `C-${run}-other` }).first().waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Decide again" }).click();
    await page.getByText("The same, bit for bit.").waitFor();
    await page.getByRole("heading", { name: "By today's policy" }).waitFor();
    await checkAccess(page, "a case that was decided again");
    await picture(page, "case-again-1440-light", { fullPage: true });

    const inQueue = async (view, queue = "payments") => {
      const { body } = await call("GET", `/console/cases?queue=${queue}&view=${view}&order=age&limit=100`, token);
      return body.cases.some((one) => one.case_id === payment.key_id);
    };
    await page.getByRole("button", { name: "Put off…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: "An hour" }).check();
    await dialog.getByRole("textbox", { name: "Reason" }).fill(`He calls back. ${hostile[0]}`);
    await checkAccess(page, "the dialog of putting off");
    await picture(page, "case-snooze-1440-light");
    await dialog.getByRole("button", { name: "Put off", exact: true }).click();
    await page.locator(".notices").getByText("put off until").waitFor();
    assert.deepEqual([await inQueue("asleep"), await inQueue("all"), await inQueue("unassigned")], [true, false, false]);
    await page.goto(`${stack.console.url}/#/queue/payments/asleep`);
    await page.getByRole("grid").locator(`a[href="#/case/${payment.key_id}"]`).waitFor();
    await checkAccess(page, "the queue of what is put off");
    await page.goto(there);
    await page.getByRole("button", { name: "Back to the queue…" }).click();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("He called.");
    await dialog.getByRole("button", { name: "Back to the queue", exact: true }).click();
    await page.locator(".notices").getByText("in the queue again").waitFor();
    assert.deepEqual([await inQueue("asleep"), await inQueue("all")], [false, true]);
    // Until a time that comes: nothing has to be done for it to be back.
    const soon = { case_ids: [payment.key_id], until: new Date(Date.now() + 3_000).toISOString(), reason: "For a moment." };
    assert.equal((await call("POST", "/console/snoozes", token, soon)).body.results[0].outcome, "done");
    await until("the case being back", () => inQueue("all"));

    await page.reload();
    await page.getByRole("button", { name: "Escalate…" }).click();
    await dialog.getByRole("textbox", { name: "Reason" }).fill(`He is a minister. ${hostile[1]}`);
    await checkAccess(page, "the dialog of an escalation");
    await dialog.getByRole("button", { name: "Escalate", exact: true }).click();
    await page.getByText("Escalated to compliance").waitFor();
    assert.equal(await page.getByRole("button", { name: /^(Take|Close…|Fraud|Put off…|Give back…)$/ }).count(), 0);
    const refused = await call("POST", "/console/closures", token, { case_ids: [payment.key_id], reason: "legitimate", note: "Mine." });
    assert.equal(refused.body.results[0].outcome, "not_allowed");

    await officer.goto(`${stack.console.url}/#/queue/escalated/unassigned`);
    await officer.getByRole("grid").locator(`a[href="#/case/${payment.key_id}"]`).click();
    await officer.getByText("He is a minister.").first().waitFor();
    await checkAccess(officer, "an escalated case");
    await picture(officer, "case-escalated-1440-light");
    await officer.getByRole("button", { name: "Give back…" }).click();
    await officer.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("He is not.");
    await officer.getByRole("dialog").getByRole("button", { name: "Give back", exact: true }).click();
    await officer.locator(".notices").getByText("is with the analysts").waitFor();
    assert.deepEqual([await inQueue("all", "escalated"), await inQueue("all")], [false, true]);
    const { trail } = (await call("GET", `/console/cases/${payment.key_id}`, token)).body;
    assert.deepEqual(trail.map(({ act }) => act), ["snooze_cases", "snooze_cases", "snooze_cases", "escalate_cases", "give_back_cases"]);
    for (const shown of [page, officer]) assert.equal(await shown.evaluate(() => window.stolen), undefined);
    assert.deepEqual(compliance.problems, []);
    await compliance.context.close();
  });

  await take("a queue is narrowed and ordered, and a sanctions match is due", async () => {
    const large = await held({ amount: 7_654_321 });
    await caseIsThere(token, large.key_id);
    const { page } = ana;
    await page.goto(`${stack.console.url}/#/queue/payments/unassigned`);
    await page.getByRole("button", { name: "Largest amount first" }).click();
    await page.getByRole("textbox", { name: "Amount from" }).fill("7,654,321");
    await page.getByRole("button", { name: "Narrow" }).click();
    const rows = page.getByRole("grid").locator('a[href^="#/case/"]');
    await until("one case", async () => (await rows.count()) > 0 && (await rows.first().getAttribute("href")) === `#/case/${large.key_id}`);
    await checkAccess(page, "a queue that is narrowed");
    await picture(page, "queue-narrowed-1440-light");
    await page.getByRole("button", { name: "Show all" }).click();
    await until("the others as well", async () => (await rows.count()) > 1);
    const payment = await held({ customer_id: `C-${run}-due`, customer_name: "Adam Quill", amount: 20, merchant: "Corner Coffee", location: undefined });
    const compliance = await person(browser, "compliance");
    const officer = (await tokens(compliance.page)).id;
    const found = await caseIsThere(officer, payment.key_id);
    const hours = (Date.parse(found.case.due_at) - Date.parse(found.case.opened_at)) / 3_600_000;
    assert.equal(hours, 24);
    for (const [width, dark] of [
      [390, false],
      [1440, true],
    ]) {
      const someone = await person(browser, "compliance", { width, height: 844, dark });
      const name = `sanctions-${width}-${dark ? "dark" : "light"}`;
      await someone.page.goto(`${stack.console.url}/#/queue/sanctions/all`);
      await someone.page.getByText(/ left$/).first().waitFor();
      await checkAccess(someone.page, name);
      await picture(someone.page, name);
      await checkFits(someone.page, name);
      assert.deepEqual(someone.problems, []);
      await someone.context.close();
    }
    assert.deepEqual(compliance.problems, []);
    await compliance.context.close();
  });
}
