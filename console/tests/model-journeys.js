// Models and reports in a real browser: a model is proposed, put in force by somebody else and rolled back alone; what nobody may do
// alone; and how both screens look. Models were trained before (crates/tools/emulator-tests/tests/model_life.rs).
import assert from "node:assert/strict";
import { copyObject } from "./aws.js";
import { SCREENS, call, checkAccess, checkFits, machine, person, picture, stack, take, tokens, until } from "./browser.js";

/** A function looks for another model every half minute. */
const IN_FORCE_WITHIN_MS = 90_000;

/** `ana` and `ben` are analysts who are signed in, `token` is Ana's; texts of `hostile` are shown as they are. */
export async function modelJourneys({ ana, ben, browser, hostile, run, token }) {
  const models = async () => (await call("GET", "/console/models", token)).body;
  const decided = (body, its) => call("POST", "/console/model-decisions", its, { version: 1, reason: "r", ...body });

  await take("a model is proposed, put in force by somebody else and decides; and an administrator goes back alone", async () => {
    const before = await models();
    assert.ok(before.kept.length >= 2, "there are no two models to choose from: run `cargo xtask e2e model_life console`");
    const first = before.champion.version;
    const other = before.kept.map(({ version }) => version).find((version) => version !== first);
    await copyObject(stack.models_bucket, `models/${other}.tgm`, "challenger.tgm");
    const { page } = ana;
    await page.goto(`${stack.console.url}/#/models`);
    await page.reload();
    await page.getByRole("heading", { name: "Challenger" }).waitFor();
    await checkAccess(page, "the models");
    await picture(page, "models-1440-light", { fullPage: true });
    await page.getByRole("button", { name: "Propose a model…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Propose", exact: true }).click();
    await dialog.getByText("Choose one.").waitFor();
    await dialog.getByRole("button", { name: /^Model/ }).click();
    await page.getByRole("option", { name: new RegExp(`^${other}`) }).click();
    await dialog.getByRole("textbox", { name: "Reason" }).fill(`It is better ${run}. ${hostile.join(" ")}`);
    await checkAccess(page, "the dialog of a proposal");
    await picture(page, "model-propose-1440-light");
    await dialog.getByRole("button", { name: "Propose", exact: true }).click();
    await page.getByText("somebody else puts it in force").first().waitFor();
    assert.equal(await page.getByRole("button", { name: "Put in force…" }).count(), 0);
    await checkAccess(page, "a proposal of one's own");
    const { proposal_id } = (await models()).proposals.open[0];
    assert.equal((await decided({ proposal_id, decision: "approve" }, token)).body.outcome, "own_proposal");
    assert.equal((await models()).champion.version, first);

    const compliance = await person(browser, "compliance");
    const officer = compliance.page;
    await officer.goto(`${stack.console.url}/#/models`);
    await officer.getByText("Compare its card with the champion's").waitFor();
    assert.equal(await officer.getByRole("button", { name: "Propose a model…" }).count(), 0);
    await picture(officer, "model-proposal-1440-light", { fullPage: true });
    await officer.getByRole("button", { name: "Put in force…" }).click();
    await officer.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill(`Its card is better. ${hostile[1]}`);
    await checkAccess(officer, "the dialog of an approval of a model");
    await officer.getByRole("dialog").getByRole("button", { name: "Put in force", exact: true }).click();
    await officer.locator(".notices").getByText("The model is in force").waitFor();
    const after = await models();
    assert.deepEqual([after.champion.version, after.challenger, after.rolls_back_to], [other, undefined, first]);
    assert.ok(after.champion.by.includes("proposed by") && after.champion.by.includes(proposal_id), after.champion.by);
    const payment = { amount: 12, merchant: "Corner Shop", card_number: "4000056655665556", customer_id: `M-${run}` };
    const by = async (version) => (await machine("POST", "/predict", payment)).versions.model === version;
    await until("the other model deciding", () => by(other), IN_FORCE_WITHIN_MS);

    // Back, in an emergency.
    const admin = await person(browser, "admin");
    const chief = admin.page;
    await chief.goto(`${stack.console.url}/#/models`);
    await chief.getByRole("button", { name: "Propose a model…" }).click();
    await chief.getByRole("dialog").getByRole("button", { name: /^Model/ }).click();
    await chief.getByRole("option", { name: new RegExp(`^Back to ${first}`) }).click();
    await chief.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("Every payment is held.");
    await chief.getByRole("dialog").getByRole("button", { name: "Propose", exact: true }).click();
    await chief.getByRole("button", { name: "Emergency…" }).click();
    await chief.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("Nobody else is awake.");
    await checkAccess(chief, "the dialog of a bypass of a model");
    await picture(chief, "model-bypass-1440-light");
    await chief.getByRole("dialog").getByRole("button", { name: "Put in force alone" }).click();
    await chief.locator(".notices").getByText("The operators are told.").waitFor();
    assert.equal((await models()).champion.version, first);
    await chief.getByText(`${stack.console_accounts.accounts.admin}, alone`).first().waitFor();
    await until("the first model deciding", () => by(first), IN_FORCE_WITHIN_MS);
    // Who has no part in it is told so, and the trail has it all.
    const trail = (await call("GET", "/console/audit", (await tokens(officer)).id)).body.entries;
    const acts = trail.filter(({ subject }) => subject.startsWith("model proposal ")).map(({ act }) => act);
    assert.deepEqual(acts.slice(0, 4).reverse(), ["propose_models", "approve_models", "propose_models", "bypass_four_eyes_on_models"]);
    for (const { page: shown } of [ana, compliance, admin]) assert.equal(await shown.evaluate(() => window.stolen), undefined);
    for (const { problems, context } of [compliance, admin]) {
      assert.deepEqual(problems, []);
      await context.close();
    }
  });

  await take("models and reports, on a phone and in the dark", async () => {
    const { base, kept, champion } = await models();
    const other = kept.find(({ version }) => version !== champion?.version);
    const wish = { what: "promote", model: other?.version ?? "never-trained", base, reason: hostile.join(" ") };
    const bens = (await tokens(ben.page)).id;
    const { outcome, proposal_id } = (await call("POST", "/console/model-proposals", bens, wish)).body;
    assert.equal(outcome, other ? "done" : "unknown_model");
    for (const [width, dark] of SCREENS) {
      const someone = await person(browser, "analyst", { width, height: 844, dark });
      const { page } = someone;
      const name = `${width}-${dark ? "dark" : "light"}`;
      const look = async (screen) => {
        await checkAccess(page, `${screen} at ${name}`);
        await picture(page, `${screen}-${name}`, { fullPage: true });
        await checkFits(page, `${screen} at ${name}`);
      };
      await page.goto(`${stack.console.url}/#/models`);
      await page.getByRole("heading", { level: 1, name: "Models" }).waitFor();
      if (other) await page.getByText("Compare its card with the champion's").first().waitFor();
      await look("models");
      await page.goto(`${stack.console.url}/#/reports`);
      await page.getByRole("heading", { level: 1, name: "Reports" }).waitFor();
      // Where no day is counted yet, that is what it says.
      await page.getByRole("heading", { level: 2 }).or(page.getByText("None of these days is counted yet.")).first().waitFor();
      await look("reports");
      assert.equal(await page.evaluate(() => window.stolen), undefined);
      assert.deepEqual(someone.problems, []);
      await someone.context.close();
    }
    if (!other) return;
    // What Ben proposed is Ben's to withdraw.
    assert.equal((await decided({ proposal_id, decision: "withdraw" }, token)).body.outcome, "not_yours");
    assert.equal((await decided({ proposal_id, decision: "withdraw" }, bens)).body.outcome, "done");
  });
}
