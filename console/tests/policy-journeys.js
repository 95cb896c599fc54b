// Policies in a real browser: a rule is drafted, checked, tried on past payments, put in force by somebody else, and decides; and what
// nobody may do alone.
import assert from "node:assert/strict";
import { setAttribute } from "./aws.js";
import { SCREENS, call, checkAccess, checkFits, machine, person, picture, stack, take, tokens, until } from "./browser.js";

/** A function looks for another policy every half minute. */
const IN_FORCE_WITHIN_MS = 90_000;
const ARCHIVED_WITHIN_MS = 90_000;

/** `ana` and `ben` are analysts who are signed in, `token` is Ana's; texts of `hostile` are shown as they are. */
export async function policyJourneys({ ana, ben, browser, hostile, run, token }) {
  const live = async () => (await call("GET", "/console/policy", token)).body;
  const drafted = async (text, note, its = token) => {
    const { base } = await live();
    const { body } = await call("POST", "/console/policy-drafts", its, { text, note, base });
    assert.equal(body.outcome, "done", JSON.stringify(body));
    return body.draft_id;
  };
  const renamed = (text, version) => text.replace(/^version = .*$/m, `version = "${version}"`);
  const payment = (merchant) => ({ amount: 12, merchant, card_number: "4000056655665556", customer_id: `R-${run}` });
  const editor = (page) => page.getByRole("textbox", { name: "Text of the policy" });

  await take("a rule is drafted, checked, tried, put in force by somebody else, and decides; and an administrator goes back alone", async () => {
    const original = (await live()).text;
    const code = `WATCHED_${run}`;
    const rule = `\n[[rules]]\ncode = "${code}"\nwhen = '$merchant == "Watched ${run}"'\npoints = 60\nreason = "It is watched."\n`;
    const other = await drafted(renamed(original, `other-${run}`), "Begun before.", (await tokens(ben.page)).id);
    const { page } = ana;
    await page.goto(`${stack.console.url}/#/rules`);
    await page.getByRole("grid", { name: "Rules" }).getByText("LARGE_AMOUNT").waitFor();
    await page.getByRole("grid", { name: "Versions" }).getByText("past the console").first().waitFor();
    await checkAccess(page, "the rules");
    await picture(page, "rules-1440-light", { fullPage: true });
    await page.getByRole("button", { name: "Start a draft" }).click();
    await editor(page).fill(renamed(original, `watched-${run}`) + rule.replace("$merchant", "$merchnat"));
    await page.getByText("Refused: 1 problem").waitFor();
    await checkAccess(page, "a draft that is refused");
    await picture(page, "draft-refused-1440-light", { fullPage: true });
    await page.getByRole("button", { name: /^Line \d+$/ }).click();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "policy-text");
    // Words of the language are completed in conditions, by the keyboard alone.
    await editor(page).fill(`${renamed(original, `watched-${run}`)}\n[[rules]]\ncode = "NEXT"\nwhen = '`);
    await editor(page).press("Control+End");
    const suggestions = page.getByRole("listbox", { name: "What may follow" });
    const chosen = (name) => suggestions.getByRole("option", { name, selected: true }).waitFor();
    await editor(page).pressSequentially("$geo.c");
    await chosen(/^\$geo\.country/);
    await checkAccess(page, "suggestions");
    await picture(page, "draft-suggestions-1440-light");
    await editor(page).press("Enter");
    await suggestions.waitFor({ state: "hidden" });
    await editor(page).pressSequentially(" in @high_risk");
    await chosen(/^@high_risk_countries/);
    await editor(page).press("ArrowDown");
    await chosen(/^@high_risk_places/);
    await editor(page).press("ArrowUp");
    await editor(page).press("Tab");
    await editor(page).pressSequentially(" and usual_c");
    await chosen(/^usual_count\(/);
    await editor(page).press("Escape");
    await suggestions.waitFor({ state: "hidden" });
    await editor(page).press("Control+Space");
    await chosen(/^usual_count\(/);
    await editor(page).press("Enter");
    await editor(page).pressSequentially("card, 1h) > 3'");
    const written = await editor(page).inputValue();
    assert.equal(written.split("\n").at(-1), "when = '$geo.country in @high_risk_countries and usual_count(card, 1h) > 3'");
    // Nothing is offered where no condition is written.
    await editor(page).pressSequentially('\nreason = "$am');
    assert.equal(await suggestions.count(), 0);
    await editor(page).fill(renamed(original, `watched-${run}`) + rule);
    await page.getByText(`Good: version watched-${run}`).waitFor();
    await page.getByRole("textbox", { name: "What it is for" }).fill(`A merchant is watched. ${hostile[0]}`);
    await page.getByRole("tab", { name: /^Differences/ }).click();
    await page.getByRole("region", { name: "Differences" }).getByText(`code = "${code}"`).waitFor();
    await checkAccess(page, "the differences");
    await picture(page, "draft-differences-1440-light", { fullPage: true });
    // What was paid a moment ago is on its way into the archive.
    const tried = async () => (await call("POST", "/console/policy-backtests", token, { text: original })).body.result?.sample.payments > 0;
    await until("payments in the archive", tried, ARCHIVED_WITHIN_MS);
    await page.getByRole("tab", { name: "Backtest" }).click();
    await page.getByRole("button", { name: "Try it on past payments" }).click();
    await page.getByRole("region", { name: "Figures" }).getByText("Legitimate payments flagged").waitFor();
    await checkAccess(page, "a backtest");
    await picture(page, "draft-backtest-1440-light", { fullPage: true });
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByRole("heading", { level: 1, name: `Draft: watched-${run}` }).waitFor();
    await page.getByText("somebody else puts it in force").waitFor();
    assert.equal(await page.getByRole("button", { name: "Put in force…" }).count(), 0);
    const draftId = page.url().split("/").at(-1);
    const own = await call("POST", "/console/policy-decisions", token, { draft_id: draftId, version: 1, decision: "approve", reason: "Mine." });
    assert.equal(own.body.outcome, "own_draft");
    assert.equal((await live()).text, original);

    const compliance = await person(browser, "compliance");
    const officer = compliance.page;
    await officer.goto(`${stack.console.url}/#/draft/${draftId}`);
    await officer.getByText("and decide.").waitFor();
    assert.equal(await officer.getByRole("button", { name: /^Save/ }).count(), 0);
    await officer.getByRole("button", { name: "Put in force…" }).click();
    const dialog = officer.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Reason" }).fill(`Tried on what we had. ${hostile[1]}`);
    await checkAccess(officer, "the dialog of an approval");
    await dialog.getByRole("button", { name: "Put in force", exact: true }).click();
    await officer.locator(".notices").getByText("The policy is in force").waitFor();
    await officer.getByText("Tried on what we had.").waitFor();
    await picture(officer, "draft-in-force-1440-light", { fullPage: true });
    await until("the rule deciding", async () => (await machine("POST", "/predict", payment(`Watched ${run}`))).hits.some((hit) => hit.code === code), IN_FORCE_WITHIN_MS);
    const officers = (await tokens(officer)).id;
    const trail = await call("GET", "/console/audit", officers);
    const acts = trail.body.entries.filter((entry) => entry.subject === `policy draft ${draftId}`);
    assert.deepEqual(acts.map((entry) => entry.act).reverse(), ["draft_policies", "approve_policies"]);
    assert.ok(acts[0].before.startsWith("version ") && acts[0].after.startsWith(`version watched-${run}, `), JSON.stringify(acts[0]));

    // What was begun before starts from what is not live any more.
    const outdated = { draft_id: other, version: 1, decision: "approve", reason: "Late." };
    assert.equal((await call("POST", "/console/policy-decisions", token, outdated)).body.outcome, "outdated");
    await ben.page.goto(`${stack.console.url}/#/draft/${other}`);
    await ben.page.getByText("Out of date").waitFor();
    await checkAccess(ben.page, "a draft that is out of date");
    await picture(ben.page, "draft-outdated-1440-light", { fullPage: true });
    await ben.page.getByRole("button", { name: "Save as up to date" }).click();
    await ben.page.getByText("somebody else puts it in force").waitFor();
    await officer.goto(`${stack.console.url}/#/draft/${other}`);
    await officer.getByRole("button", { name: "Reject…" }).click();
    await dialog.getByRole("textbox", { name: "Reason" }).fill("It takes the rule away again.");
    await dialog.getByRole("button", { name: "Reject", exact: true }).click();
    await officer.locator(".notices").getByText("The draft is rejected.").waitFor();

    // Back to what was, from the list of versions, in an emergency.
    const admin = await person(browser, "admin");
    const chief = admin.page;
    await chief.goto(`${stack.console.url}/#/rules`);
    const versions = chief.getByRole("grid", { name: "Versions" });
    await versions.getByRole("link", { name: `watched-${run}` }).waitFor();
    await versions.getByRole("link").nth(1).click();
    await chief.getByRole("heading", { level: 1, name: "A new draft" }).waitFor();
    assert.equal(await editor(chief).inputValue(), original);
    await chief.getByRole("textbox", { name: "What it is for" }).fill("Back to what was.");
    await chief.getByRole("button", { name: "Save draft" }).click();
    await chief.getByRole("button", { name: "Emergency…" }).click();
    const alone = chief.getByRole("dialog");
    await alone.getByRole("textbox", { name: "Reason" }).fill("Nobody else is awake.");
    await checkAccess(chief, "the dialog of a bypass");
    await picture(chief, "draft-bypass-1440-light");
    await alone.getByRole("button", { name: "Put in force alone" }).click();
    await chief.locator(".notices").getByText("The operators are told.").waitFor();
    assert.equal((await live()).text, original);
    assert.equal((await live()).publication.is_bypass, true);
    await chief.goto(`${stack.console.url}/#/rules`);
    await versions.getByText(`${stack.console_accounts.accounts.admin}, alone`).first().waitFor();
    await checkAccess(chief, "the rules after a bypass");
    await picture(chief, "rules-after-bypass-1440-light", { fullPage: true });
    const after = await call("GET", "/console/audit", officers);
    assert.ok(after.body.entries.some((entry) => entry.act === "bypass_four_eyes" && entry.reason === "Nobody else is awake."));
    await until("the earlier policy deciding", async () => !(await machine("POST", "/predict", payment(`Watched ${run}`))).hits.some((hit) => hit.code === code), IN_FORCE_WITHIN_MS);
    for (const { page: shown } of [ana, ben, compliance, admin]) assert.equal(await shown.evaluate(() => window.stolen), undefined);
    for (const { problems, context } of [compliance, admin]) {
      assert.deepEqual(problems, []);
      await context.close();
    }
  });

  await take("a list is made, named by a policy, changed by two people, and decides; and its earlier text is found again", async () => {
    const original = (await live()).text;
    const path = `lists/watched-${run}.txt`;
    const { page } = ana;
    const officer = await person(browser, "compliance");
    const entries = page.getByRole("textbox", { name: "Entries of the list" });
    const dialog = officer.page.getByRole("dialog");
    /** Somebody who wrote none of it puts it in force. */
    const approved = async (draftId, said) => {
      await officer.page.goto(`${stack.console.url}/#/draft/${draftId}`);
      await officer.page.getByRole("button", { name: "Put in force…" }).click();
      await dialog.getByRole("textbox", { name: "Reason" }).fill("Looked at.");
      await dialog.getByRole("button", { name: "Put in force", exact: true }).click();
      await officer.page.locator(".notices").getByText(said).waitFor();
    };
    await page.goto(`${stack.console.url}/#/rules`);
    await page.getByRole("button", { name: "New list" }).click();
    await page.getByRole("heading", { level: 1, name: "A new list" }).waitFor();
    await page.getByRole("textbox", { name: "File" }).fill("countries");
    await entries.fill(`# ${hostile[0]}\nWatched ${run}\n`);
    await page.getByRole("textbox", { name: "What it is for" }).fill("Merchants that we watch.");
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByText("A path that begins with lists/").waitFor();
    await checkAccess(page, "a new list");
    await page.getByRole("textbox", { name: "File" }).fill(path);
    await page.getByText("does not name this list").first().waitFor();
    await picture(page, "list-new-1440-light", { fullPage: true });
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByRole("heading", { level: 1, name: `Draft: ${path}` }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Put in force…" }).count(), 0);
    await approved(page.url().split("/").at(-1), "The list is in force");
    // Now a policy may name it.
    const code = `LISTED_${run}`;
    const rule = `\n[[rules]]\ncode = "${code}"\nwhen = "$merchant in @watched_${run}"\npoints = 60\nreason = "It is on the list."\n`;
    const naming = renamed(original, `listed-${run}`).replace(/^\[lists\]$/m, `[lists]\nwatched_${run} = { file = "${path}" }`) + rule;
    await approved(await drafted(naming, "A list of merchants."), "The policy is in force");
    const hit = async (merchant) => (await machine("POST", "/predict", payment(merchant))).hits.some((hit) => hit.code === code);
    await until("the list deciding", () => hit(`Watched ${run}`), IN_FORCE_WITHIN_MS);
    assert.equal(await hit(`Another ${run}`), false);
    // From the list of lists to a draft of the list as it is.
    await page.goto(`${stack.console.url}/#/rules`);
    await page.reload();
    const lists = page.getByRole("grid", { name: "Lists" });
    await lists.getByText(`@watched_${run}`).waitFor();
    await checkAccess(page, "the rules with a list");
    await picture(page, "rules-lists-1440-light", { fullPage: true });
    await lists.getByRole("link", { name: path }).click();
    await page.getByRole("heading", { level: 1, name: path }).waitFor();
    await entries.fill(`${await entries.inputValue()}Another ${run}\n`);
    await page.getByText(/^Good: version/).waitFor();
    await page.getByRole("textbox", { name: "What it is for" }).fill(`One more. ${hostile[1]}`);
    await page.getByRole("tab", { name: "Differences (+1 −0)" }).click();
    await page.getByRole("region", { name: "Differences" }).getByText(`Another ${run}`).waitFor();
    await page.getByRole("tab", { name: "Backtest" }).click();
    await page.getByRole("button", { name: "Try it on past payments" }).click();
    await page.getByRole("region", { name: "Rules" }).getByText(code).waitFor();
    await checkAccess(page, "a draft of a list");
    await picture(page, "draft-list-1440-light", { fullPage: true });
    await page.getByRole("button", { name: "Save draft" }).click();
    await page.getByRole("heading", { level: 1, name: `Draft: ${path}` }).waitFor();
    await approved(page.url().split("/").at(-1), "The list is in force");
    await until("the entry deciding", () => hit(`Another ${run}`), IN_FORCE_WITHIN_MS);
    // The text before it, to go back by a draft.
    await page.goto(`${stack.console.url}/#/rules`);
    await page.reload();
    await lists.getByRole("link", { name: path }).click();
    await page.getByRole("tab", { name: "Earlier texts" }).click();
    await page.getByRole("grid", { name: "Versions" }).getByRole("link").nth(1).click();
    await page.getByRole("tab", { name: "Differences (+0 −1)" }).waitFor();
    assert.ok(!(await entries.inputValue()).includes(`Another ${run}`));
    // Who reads alone may write nothing.
    await officer.page.goto(`${stack.console.url}/#/draft/new//${encodeURIComponent(path)}`);
    await officer.page.getByRole("heading", { level: 1, name: path }).waitFor();
    assert.equal(await officer.page.getByRole("button", { name: /^Save/ }).count(), 0);
    const { body } = await call("POST", "/console/policy-drafts", token, { text: renamed(original, `unlisted-${run}`), note: "Back.", base: (await live()).base });
    await approved(body.draft_id, "The policy is in force");
    assert.equal(await page.evaluate(() => window.stolen), undefined);
    assert.deepEqual(officer.problems, []);
    await officer.context.close();
  });

  await take("a rule is suggested from labelled payments, stands in a draft, and is tried like any other", async () => {
    // Fraud on cards that the policy lets pass, at one merchant with a hostile name; half of it is known before the other half is paid.
    const merchant = `Kiosk ${run} "'\\ ${hostile[0]}`;
    const pay = async (number, merchant, isFraud) => {
      const card = `400005665${String(Number(run) % 100_000).padStart(5, "0")}${String(number).padStart(2, "0")}`;
      const sent = { amount: 31.27, merchant, card_number: card, customer_id: `K-${run}-${number}` };
      const { key_id } = await machine("POST", "/predict", sent);
      if (isFraud) await machine("POST", `/transactions/${key_id}/label`, { label: "fraud", source: "chargeback" });
    };
    for (let number = 0; number < 24; number += 1) {
      await pay(number, merchant, true);
      await pay(50 + number, `Plain ${run}`, false);
    }
    const { text } = await live();
    const asked = async () => (await call("POST", "/console/policy-suggestions", token, { text })).body.result;
    const found = await until("a suggestion", async () => ((await asked()).suggestions.some((one) => one.condition.includes("Kiosk")) ? asked() : null), ARCHIVED_WITHIN_MS);
    const { code, rule } = found.suggestions.find((one) => one.condition.includes("Kiosk"));
    const { page } = ana;
    await page.goto(`${stack.console.url}/#/rules`);
    await page.getByRole("button", { name: "Start a draft" }).click();
    await page.getByText(/^Good: version/).waitFor();
    await page.getByRole("tab", { name: "Suggestions" }).click();
    await page.getByRole("button", { name: "Suggest rules" }).click();
    await page.getByRole("region", { name: "Suggestions" }).getByText(code).waitFor();
    await page.getByText("which had no say").waitFor();
    await checkAccess(page, "suggested rules");
    await picture(page, "draft-suggested-rules-1440-light", { fullPage: true });
    await page.getByRole("button", { name: `Use as a draft: ${code}` }).click();
    await page.locator(".notices").getByText(`${code} stands at the end of the draft`).waitFor();
    assert.equal(await editor(page).inputValue(), `${text.trimEnd()}\n\n${rule}`);
    assert.ok(await page.getByRole("button", { name: `Use as a draft: ${code}` }).isDisabled());
    // What the draft now stops by itself is not suggested again.
    const again = (await call("POST", "/console/policy-suggestions", token, { text: `${text}\n${rule}` })).body;
    assert.ok(again.checked.is_good && !again.result.suggestions.some((one) => one.condition.includes("Kiosk")), JSON.stringify(again));
    await page.getByRole("tab", { name: "Backtest" }).click();
    await page.getByRole("button", { name: "Try it on past payments" }).click();
    await page.getByRole("region", { name: "Rules" }).getByText(code).waitFor();
    // Who may not draft is not offered any, and gets none.
    const compliance = await person(browser, "compliance");
    assert.equal((await call("POST", "/console/policy-suggestions", (await tokens(compliance.page)).id, { text })).status, 403);
    await compliance.page.goto(`${stack.console.url}/#/draft/new`);
    await compliance.page.getByRole("tab", { name: "Backtest" }).waitFor();
    assert.equal(await compliance.page.getByRole("tab", { name: "Suggestions" }).count(), 0);
    assert.deepEqual(compliance.problems, []);
    await compliance.context.close();
    assert.equal(await page.evaluate(() => window.stolen), undefined);
  });

  await take("the rules and a draft, on a phone and in the dark", async () => {
    const note = hostile.join(" ");
    const draftId = await drafted(`${(await live()).text}\n# ${hostile[2]}`, note);
    for (const [width, dark] of SCREENS) {
      const someone = await person(browser, "analyst2", { width, height: 844, dark });
      const { page } = someone;
      const name = `${width}-${dark ? "dark" : "light"}`;
      await page.goto(`${stack.console.url}/#/rules`);
      await page.getByRole("grid", { name: "Drafts" }).getByRole("link").first().waitFor();
      await page.getByRole("grid", { name: "Versions" }).getByRole("link").first().waitFor();
      await checkAccess(page, `the rules at ${name}`);
      await picture(page, `rules-${name}`, { fullPage: true });
      await page.goto(`${stack.console.url}/#/draft/${draftId}`);
      await page.getByText(/^Good: version/).waitFor();
      await page.getByRole("tab", { name: /^Differences/ }).click();
      await page.getByRole("region", { name: "Differences" }).waitFor();
      await checkAccess(page, `a draft at ${name}`);
      await picture(page, `draft-${name}`, { fullPage: true });
      await checkFits(page, `the page at ${name}`);
      assert.equal(await page.evaluate(() => window.stolen), undefined);
      assert.deepEqual(someone.problems, []);
      await someone.context.close();
    }
    await ana.page.goto(`${stack.console.url}/#/draft/${draftId}`);
    await ana.page.getByRole("button", { name: "Withdraw…" }).click();
    await ana.page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("Only looked at.");
    await ana.page.getByRole("dialog").getByRole("button", { name: "Withdraw", exact: true }).click();
    await ana.page.locator(".notices").getByText("The draft is withdrawn.").waitFor();
  });

  await take("a rule that the guard demoted is put back by an analyst, with an entry in the trail", async () => {
    const { checked, rules } = await live();
    const { code } = rules.find((rule) => rule.hit_rate && rule.standing === "live");
    // As the guard stores it, when a rule hits far more than it should.
    const now = Date.now();
    const finding = { standing: "demoted", generation: 1, since: now, until: now + 3_600_000, demoted_since: now, figures: { seen: [400, 400, 400], hit: [90, 80, 70] }, by: undefined, is_told: true };
    await setAttribute(stack.rule_activity_table, { window: `standing ${checked.hash}` }, `finding ${code}`, JSON.stringify(finding));
    const { page } = ana;
    await page.goto(`${stack.console.url}/#/rules`);
    await page.reload();
    const row = page.getByRole("grid", { name: "Rules" }).getByRole("row").filter({ hasText: code });
    await row.getByText("Demoted: it hits too many").waitFor();
    await checkAccess(page, "a demoted rule");
    await picture(page, "rules-demoted-1440-light", { fullPage: true });
    // Compliance sees it, and may not put it back.
    const compliance = await person(browser, "compliance");
    await compliance.page.goto(`${stack.console.url}/#/rules`);
    await compliance.page.getByRole("grid", { name: "Rules" }).getByText("Demoted: it hits too many").first().waitFor();
    assert.equal(await compliance.page.getByRole("button", { name: /^Put back/ }).count(), 0);
    const officers = (await tokens(compliance.page)).id;
    const sent = { code, reason: `Black Friday. ${hostile[1]}` };
    assert.equal((await call("POST", "/console/rule-rearms", officers, sent)).status, 403);
    await page.getByRole("button", { name: `Put back… ${code}` }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Put rule back" }).click();
    await dialog.getByText("Say why.").waitFor();
    await dialog.getByRole("textbox", { name: "Reason" }).fill(sent.reason);
    await checkAccess(page, "the dialog of putting a rule back");
    await dialog.getByRole("button", { name: "Put rule back" }).click();
    await page.locator(".notices").getByText(`${code} counts again`).waitFor();
    await row.getByText(`Put back by ${stack.console_accounts.accounts.analyst}`).waitFor();
    assert.equal((await live()).rules.find((rule) => rule.code === code).standing, "live");
    assert.equal((await call("POST", "/console/rule-rearms", token, sent)).body.outcome, "not_demoted");
    const trail = await call("GET", "/console/audit", officers);
    const entries = trail.body.entries.filter((entry) => entry.subject === `rule ${code}`);
    const [{ act, reason, who }] = entries;
    assert.deepEqual([act, who, reason], ["rearm_rules", stack.console_accounts.accounts.analyst, sent.reason]);
    assert.deepEqual(compliance.problems, []);
    await compliance.context.close();
  });
}
