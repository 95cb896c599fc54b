// Every role at work without a mouse: from sign-in to effect by Tab, Enter, arrows and the shortcuts.
import assert from "node:assert/strict";
import { sendMessage } from "./aws.js";
import { call, stack, take, tokens, until } from "./browser.js";
import { checkUnpointed, choose, press, reach, typist, write } from "./keyboard.js";

/** `held` makes a payment that becomes a case, `caseIsThere` waits for it, `token` is an analyst's. */
export async function keyboardJourneys({ browser, caseIsThere, held, run, token }) {
  const content = (page) => page.getByRole("main");
  const notice = (page, text) => page.locator(".notices").getByText(text).waitFor();
  /** Goes to a screen by the links beside the content, from the top of the page. */
  const open = async (page, section, name) => {
    const links = page.getByRole("navigation", { name: "Screens" });
    const list = section ? links.locator(`h2:text-is("${section}") + ul`) : links;
    await press(page, list.getByRole("link", { name, exact: true }));
  };
  const leave = async ({ context, page, problems }) => {
    await checkUnpointed(page);
    await press(page, page.getByRole("button", { name: "Sign out" }));
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    assert.deepEqual(problems, []);
    await context.close();
  };
  const drafted = async (note) => {
    const { body: live } = await call("GET", "/console/policy", token);
    const text = live.text.replace(/^version = .*$/m, `version = "keys-${run}"`);
    const { body } = await call("POST", "/console/policy-drafts", token, { text, note, base: live.base });
    assert.equal(body.outcome, "done", JSON.stringify(body));
    return body.draft_id;
  };

  await take("an analyst without a mouse works on a case and drafts a rule", async () => {
    const payment = await held();
    await caseIsThere(token, payment.key_id);
    const analyst = await typist(browser, "analyst");
    const { page } = analyst;
    // The first stop leads past the links to the content.
    await open(page, "Payments", "All open");
    await page.getByRole("heading", { level: 1, name: "All open" }).waitFor();
    await press(page, page.locator(`a[href="#/case/${payment.key_id}"]`));
    await page.getByRole("heading", { name: "Why" }).waitFor();
    await page.getByRole("button", { name: "Take", exact: true }).waitFor();
    await page.keyboard.press("Alt+KeyT");
    await notice(page, "is yours");
    await page.getByRole("button", { name: "Legitimate" }).waitFor();
    await page.keyboard.press("Alt+KeyL");
    await notice(page, "labelled legitimate");
    await write(page, page.getByLabel("What did you find out?"), "The holder called.");
    await press(page, page.getByRole("button", { name: "Add note" }));
    await page.locator(".trail").getByText("The holder called.").waitFor();
    await page.keyboard.press("Alt+KeyC");
    const dialog = page.getByRole("dialog");
    await reach(page, dialog.getByRole("radio").first());
    while (!(await dialog.getByRole("radio", { name: "Legitimate" }).isChecked())) await page.keyboard.press("ArrowDown");
    await write(page, dialog.getByRole("textbox", { name: "Note" }), "The customer's own.");
    await press(page, dialog.getByRole("button", { name: "Close case" }));
    await page.getByText("Closed as legitimate").waitFor();

    await open(page, "Decide", "Rules");
    await press(page, page.getByRole("button", { name: "Start a draft" }));
    const editor = page.getByRole("textbox", { name: "Text of the policy" });
    await write(page, page.getByRole("textbox", { name: "What it is for" }), `Keys alone, ${run}`);
    await reach(page, editor);
    await page.keyboard.press("Control+Home");
    await page.keyboard.type(`# by ${run}\n`);
    await page.keyboard.press("Control+End");
    await page.keyboard.type(`\n[[rules]]\ncode = "KEYS_${run}"\nwhen = '$geo.c`);
    await page.getByRole("option", { selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.type(` == "FR"'\npoints = 5\nstate = "shadow"\nreason = "By keys."\n`);
    await page.getByText(/^Good: version/).waitFor();
    await press(page, page.getByRole("button", { name: "Save draft" }));
    await page.getByText("somebody else puts it in force").waitFor();
    await press(page, page.getByRole("button", { name: "Withdraw…" }));
    await write(page, dialog.getByRole("textbox", { name: "Reason" }), "Only tried.");
    await press(page, dialog.getByRole("button", { name: "Withdraw", exact: true }));
    await notice(page, "The draft is withdrawn.");
    await leave(analyst);
  });

  await take("compliance without a mouse clears a match, revokes it, and exports the trail", async () => {
    const party = { customer_id: `K-${run}-sanctions`, customer_name: "Adam Quill", amount: 20, merchant: "Corner Coffee", location: undefined };
    const payment = await held(party);
    await caseIsThere(token, payment.key_id);
    const officer = await typist(browser, "compliance");
    const { page } = officer;
    await open(page, "Sanctions", "All open");
    await press(page, page.locator(`a[href="#/case/${payment.key_id}"]`));
    await press(page, page.getByRole("link", { name: "Look it up and decide" }).first());
    await press(page, page.getByRole("button", { name: "Clear…" }).first());
    const dialog = page.getByRole("dialog");
    await write(page, dialog.getByRole("textbox", { name: "Note" }), "Born in another century.");
    await choose(page, dialog.getByRole("button", { name: /Ends/ }), "In 90 days");
    await press(page, dialog.getByRole("button", { name: "Clear match" }));
    await notice(page, "The match is cleared.");
    await press(page, page.getByRole("button", { name: "Revoke…" }).first());
    await write(page, dialog.getByRole("textbox", { name: "Note" }), "The papers were forged.");
    await press(page, dialog.getByRole("button", { name: "Revoke clearance" }));
    await notice(page, "The clearance is revoked.");
    await open(page, "Oversight", "Audit trail");
    await page.getByRole("grid").getByText("revoked a clearance").first().waitFor();
    const download = page.waitForEvent("download");
    await press(page, page.getByRole("button", { name: "Export as CSV" }));
    await download;
    await leave(officer);
  });

  await take("an operator without a mouse discards a dead letter", async () => {
    await sendMessage("scorer-failures", `Nobody reads this: keys ${run}`);
    const operator = await typist(browser, "operator");
    const { page } = operator;
    await press(page, page.getByRole("link", { name: "scorer-failures" }));
    const row = page.getByRole("row").filter({ hasText: `keys ${run}` });
    await until("the letter", async () => {
      if ((await row.count()) > 0) return true;
      await press(page, page.getByRole("button", { name: "Look again" }));
      return false;
    });
    await reach(page, row.getByRole("checkbox"));
    await page.keyboard.press("Space");
    await press(page, page.getByRole("button", { name: "Discard…" }));
    const dialog = page.getByRole("dialog");
    await write(page, dialog.getByRole("textbox", { name: "Reason" }), "Nothing can be made of it.");
    await press(page, dialog.getByRole("button", { name: "Discard for good" }));
    await notice(page, "1 letter is discarded.");
    await leave(operator);
  });

  await take("an administrator without a mouse rejects a draft of somebody else", async () => {
    const draftId = await drafted(`To be rejected, ${run}`);
    const admin = await typist(browser, "admin");
    const { page } = admin;
    await open(page, "Decide", "Rules");
    await press(page, page.locator(`a[href^="#/draft/${draftId}"]`));
    await press(page, page.getByRole("button", { name: "Reject…" }));
    const dialog = page.getByRole("dialog");
    await write(page, dialog.getByRole("textbox", { name: "Reason" }), "It changes nothing.");
    await press(page, dialog.getByRole("button", { name: "Reject", exact: true }));
    await notice(page, "The draft is rejected.");
    const { body } = await call("GET", `/console/policy-drafts/${draftId}`, (await tokens(page)).id);
    assert.deepEqual([body.state, body.ruling.by], ["rejected", stack.console_accounts.accounts.admin]);
    // And on a search for payments, whose fields are many.
    await open(page, "Look up", "Payments");
    await content(page).getByRole("heading", { level: 1 }).waitFor();
    await leave(admin);
  });
}
