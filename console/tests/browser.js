// A headless Chromium, and people who sign in with it.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

/** Far more than any answer takes: on a busy machine everything is slow, and a wait that succeeds ends at once. */
const PATIENCE_MS = 60_000;
const pictures = process.argv[2] ?? process.env.TOLLGATE_PICTURES;
/** Which journeys, by their names: for whoever works on one of them. */
const wanted = new RegExp(process.env.TOLLGATE_JOURNEYS ?? "");
/** The pages that are open, and the journeys that failed. */
const open = new Set();
const failed = [];

const { outputs } = JSON.parse(readFileSync(process.env.TOLLGATE_STACK, "utf8"));
export const stack = Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, output.value]));

export async function launch() {
  const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return playwright.launch({
    args: ["--no-sandbox", "--disable-gpu", ...quiet],
    executablePath: await chromium.executablePath(),
    headless: true,
  });
}

/** A journey, and how long it took. Where one fails it says what its pages showed, and the next one is taken all the same. */
export async function take(name, journey) {
  if (!wanted.test(name)) return;
  const started = Date.now();
  const took = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  try {
    await journey();
    console.log(`  ${name} (${took()})`);
  } catch (error) {
    failed.push(name);
    console.log(`  FAILED: ${name} (${took()})\n${error.stack}`);
    for (const page of open) console.log(await shown(page));
  }
}

/** What a page shows, as far as it fits. */
async function shown(page) {
  const text = await page.locator("body").innerText({ timeout: 5_000 }).catch((error) => error.message);
  // In the middle stands what is long: lists, and the numbers of lines.
  const told = text.length > 4_000 ? `${text.slice(0, 2_000)}\n…\n${text.slice(-2_000)}` : text;
  return `--- ${page.url()}\n${told}`;
}

/** Says how it went, as the last that is said. */
export function arrive() {
  if (failed.length === 0) return console.log("every journey came to its end");
  console.log(`${failed.length} failed: ${failed.join("; ")}`);
  process.exitCode = 1;
}

/** A picture of the page, if somebody wants pictures. */
export async function picture(page, name, options = {}) {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), ...options });
}

/** Somebody with a browser of their own. What goes wrong in a page, or is asked of anybody else than `addresses`, is a failure. */
export async function visitor(browser, addresses, { width = 1440, height = 900, dark = false } = {}) {
  const screen = { colorScheme: dark ? "dark" : "light", viewport: { width, height }, reducedMotion: "reduce" };
  const context = await browser.newContext({ ...screen, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  open.add(page);
  page.on("close", () => open.delete(page));
  const problems = [];
  const own = addresses.map((address) => new URL(address).host);
  page.on("pageerror", (error) => problems.push(`error in the page: ${error.stack}`));
  page.on("console", (message) => {
    // The browser says of every answer from 400 on that it failed; which of them may come is the journey's to say.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) problems.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, host, searchParams } = new URL(request.url());
    // An original is fetched from where it lies, by an address that was signed for that.
    const isOriginal = searchParams.has("X-Amz-Signature");
    if (protocol.startsWith("http") && !own.includes(host) && !isOriginal) problems.push(`asked of ${host}`);
  });
  return { context, page, problems };
}

/** A person of the staff, signed in. */
export async function person(browser, account, screen) {
  const visiting = await visitor(browser, [stack.console.url, stack.console.sign_in_url], screen);
  const { page } = visiting;
  await page.goto(`${stack.console.url}/`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await signIn(page, account);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  return visiting;
}

/** At the pages of the sign-in, which may still know who it is. */
export async function signIn(page, account) {
  const [name, password] = ["username", "password"].map((field) => page.locator(`input[name="${field}"]`).first());
  const isIn = page.getByRole("button", { name: "Sign out" });
  const signed = isIn.waitFor().then(() => true);
  const asked = name.waitFor().then(() => false);
  if (!(await Promise.race([signed, asked]))) {
    await name.fill(stack.console_accounts.accounts[account]);
    await password.fill(stack.console_accounts.password);
    await password.press("Enter");
  }
  // Whichever did not come is of no interest any more.
  asked.catch(() => {});
  await signed;
}

/** The screens on which everything is looked at: how wide, and whether in the dark. */
export const SCREENS = [
  [390, false],
  [390, true],
  [1024, true],
  [1440, true],
];

/** Fails if one has to scroll sideways. */
export async function checkFits(page, name) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wider <= 0, `${name} is ${wider} pixels wider than the window`);
}

/** Fails with every violation that axe finds on the page, once what comes and goes has come: half faded in, a text has no contrast. */
export async function checkAccess(page, name) {
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
    return Promise.allSettled(ending.map((one) => one.finished));
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = ({ target, html, any: [why] }) => `${target} ${html} ${why?.message ?? ""}`;
  const found = violations.map(({ id, help, nodes }) => `${id} (${nodes.length}): ${help} ${told(nodes[0])}`);
  if (found.length > 0) throw new Error(`axe on ${name}:\n${found.join("\n")}`);
}

/** The ID token of whoever is signed in on a page. */
export async function tokens(page) {
  return page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((name) => name.startsWith("oidc.user:"));
    const user = JSON.parse(sessionStorage.getItem(key));
    return { id: user.id_token, access: user.access_token };
  });
}

/** A call of the API past the pages, as somebody who tries what their role may not do. */
export async function call(method, path, token, body) {
  const headers = { "content-type": "application/json", ...(token ? { authorization: token } : {}) };
  const answer = await fetch(`${stack.api_url}${path}`, { method, headers, body: body ? JSON.stringify(body) : undefined });
  return { status: answer.status, body: await answer.json().catch(() => null) };
}

/** A call of the API with the machine's key. */
export async function machine(method, path, body) {
  const headers = { "content-type": "application/json", "x-api-key": stack.api_key };
  const answer = await fetch(`${stack.api_url}${path}`, { method, headers, body: body ? JSON.stringify(body) : undefined });
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** Asks until the answer is true, or gives up. */
export async function until(what, ask, patience = PATIENCE_MS) {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`${what} did not come about`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
