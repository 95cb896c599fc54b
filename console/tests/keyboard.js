// People who have no mouse: what they press to get to something. Nothing here points or clicks.
import assert from "node:assert/strict";
import { stack, until, visitor } from "./browser.js";

/** So many stops are passed at most on the way to something. */
const STOPS_MAX = 150;

/** A person of the staff who signed in by the keyboard. */
export async function typist(browser, account, screen) {
  const someone = await visitor(browser, [stack.console.url, stack.console.sign_in_url], screen);
  const { page } = someone;
  await page.addInitScript(() => {
    addEventListener("pointerdown", () => sessionStorage.setItem("pointed", "yes"), true);
  });
  await page.goto(`${stack.console.url}/`);
  await press(page, page.getByRole("button", { name: "Sign in" }));
  await reach(page, page.locator('input[name="username"]').first());
  await page.keyboard.type(stack.console_accounts.accounts[account]);
  await reach(page, page.locator('input[name="password"]').first());
  await page.keyboard.type(stack.console_accounts.password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  return someone;
}

/** Nobody pointed at anything. */
export async function checkUnpointed(page) {
  assert.equal(await page.evaluate(() => sessionStorage.getItem("pointed")), null);
}

/** Moves the focus to something: from stop to stop, and by arrows within a table. */
export async function reach(page, target) {
  await target.waitFor();
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    const way = await target.evaluate(wayTo);
    if (way === null) return;
    await page.keyboard.press(way);
  }
  const where = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
  throw new Error(`${target} is not reached; the focus is on ${where}`);
}

/** Which key leads from where the focus is towards an element; nothing if it is there. Runs in the page. */
function wayTo(element) {
  const active = document.activeElement;
  if (active === element) return null;
  const cellOf = (one) => one?.closest('[role="gridcell"], [role="rowheader"], [role="columnheader"], td, th');
  const [from, to] = [cellOf(active), cellOf(element)];
  const grid = element.closest('[role="grid"]');
  if (!grid || !from || !to || !grid.contains(active)) return "Tab";
  const place = (cell) => [...cell.closest("tr").children].indexOf(cell);
  const rows = [...grid.querySelectorAll("tr")];
  const row = (cell) => rows.indexOf(cell.closest("tr"));
  if (row(from) !== row(to)) return row(from) < row(to) ? "ArrowDown" : "ArrowUp";
  if (place(from) !== place(to)) return place(from) < place(to) ? "ArrowRight" : "ArrowLeft";
  return "Tab";
}

/** Presses a button or follows a link. A button that is busy with what came before takes no key. */
export async function press(page, target) {
  await reach(page, target);
  await until("it can be pressed", () => target.isEnabled());
  await page.keyboard.press("Enter");
}

/** Writes into a field what stands there then. */
export async function write(page, field, text) {
  await reach(page, field);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(text);
  assert.equal(await field.inputValue(), text);
}

/** Chooses one of a list that opens. */
export async function choose(page, button, name) {
  await press(page, button);
  const option = page.getByRole("option", { name });
  await option.waitFor();
  for (let stop = 0; stop < STOPS_MAX; stop += 1) {
    if (await option.evaluate((one) => one.getAttribute("aria-selected") === "true" || one.closest('[data-highlighted="true"], [class*="highlighted"]') !== null)) break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await option.waitFor({ state: "hidden" });
}
