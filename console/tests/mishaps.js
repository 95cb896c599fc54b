// What goes wrong while somebody works: answers that fail, a session that ends, no network, a new version of the console. Nothing that
// somebody has written is lost, and nothing is done that nobody sees.
import assert from "node:assert/strict";
import { checkAccess, checkFits, picture, take } from "./browser.js";

const OVER = "Your session is over.";

/** `arrive` answers somebody with a browser of their own, signed in; `signInAgain` does that on the page of the sign-in; `caseId` is a case that nobody has. */
export async function mishaps({ arrive, caseId, signInAgain, url }) {
  const address = `${url}/#/case/${caseId}`;
  const begin = async (screen) => {
    const someone = await arrive(screen);
    const { page } = someone;
    await page.goto(address);
    await page.getByRole("heading", { name: "The payment" }).waitFor();
    return someone;
  };
  const noteOf = (page) => page.getByLabel("What did you find out?");
  const end = async ({ context, problems }) => {
    assert.deepEqual(problems, []);
    await context.close();
  };

  await take("a note that somebody writes outlives answers that fail", async () => {
    const someone = await begin();
    const { page } = someone;
    await noteOf(page).fill("The holder called");
    const fail = (route) => route.fulfill({ status: 500, contentType: "application/problem+json", body: '{"title":"Broken"}' });
    await page.route("**/console/cases/**", fail);
    await page.getByText("This may be out of date.").waitFor();
    assert.equal(await noteOf(page).inputValue(), "The holder called");
    await checkAccess(page, "an answer that failed");
    await picture(page, "out-of-date-1440-light");
    await page.unroute("**/console/cases/**", fail);
    await page.getByText("This may be out of date.").waitFor({ state: "hidden" });
    await end(someone);
  });

  await take("keys of the screen are texts where somebody writes, and a key that is held down acts once", async () => {
    const someone = await begin();
    const { page } = someone;
    const sent = [];
    page.on("request", (request) => request.method() === "POST" && sent.push(new URL(request.url()).pathname));
    await noteOf(page).focus();
    for (const key of ["KeyL", "KeyF", "KeyT", "KeyC"]) await page.keyboard.press(`Alt+${key}`);
    assert.equal(await page.getByRole("dialog").count(), 0);
    assert.deepEqual(sent, []);
    await page.getByRole("heading", { level: 1 }).click();
    // The second press of a key that was not let go is its repetition.
    await page.keyboard.down("Alt");
    for (let times = 0; times < 5; times += 1) await page.keyboard.down("KeyT");
    await page.keyboard.up("KeyT");
    await page.keyboard.up("Alt");
    await page.locator(".notices").getByText("is yours").waitFor();
    assert.deepEqual(sent, ["/console/assignments"]);
    await page.getByRole("button", { name: "Hand back" }).click();
    await page.locator(".notices").getByText("can be taken by anybody").waitFor();
    await end(someone);
  });

  await take("what a dialog asks for and is refused stands in the dialog", async () => {
    const someone = await begin();
    const { page } = someone;
    await page.getByRole("button", { name: "Close…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: "Legitimate" }).check();
    await dialog.getByRole("textbox", { name: "Note" }).fill("5555 5555 5555 4444");
    await dialog.getByRole("button", { name: "Close case" }).click();
    await dialog.locator("[aria-live=assertive]").getByText(/card number/).waitFor();
    assert.equal(await dialog.getByRole("textbox", { name: "Note" }).inputValue(), "5555 5555 5555 4444");
    await checkAccess(page, "a refusal in a dialog");
    await picture(page, "refused-1440-light");
    await end(someone);
  });

  await take("without a network an act fails, and is not done later", async () => {
    const someone = await begin();
    const { context, page } = someone;
    await context.setOffline(true);
    const cut = (route) => route.abort("internetdisconnected");
    await page.route("**/console/**", cut);
    await page.getByRole("button", { name: "Take", exact: true }).click();
    await page.locator(".notices").getByText("can't be reached").waitFor();
    await context.setOffline(false);
    await page.unroute("**/console/**", cut);
    await page.getByRole("button", { name: "Take", exact: true }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Take", exact: true }).waitFor();
    await end(someone);
  });

  await take("a screen whose files are gone says so", async () => {
    const someone = await begin();
    const { page } = someone;
    await page.route("**/assets/**", (route) => route.fulfill({ status: 404, body: "" }));
    await page.evaluate(() => {
      location.hash = "#/reports";
    });
    await page.getByText("This screen can't be shown").waitFor();
    await checkAccess(page, "a screen whose files are gone");
    await page.unroute("**/assets/**");
    await page.getByRole("button", { name: "Load the page again" }).click();
    await page.getByRole("heading", { name: "Reports" }).waitFor();
    await someone.context.close();
  });

  for (const width of [1440, 390]) {
    await take(`a session that ends takes nothing away that is written, and one comes back to where one was, at ${width}`, async () => {
      const someone = await begin({ width, height: 844 });
      const { page } = someone;
      await noteOf(page).fill("Half a sentence");
      await page.evaluate(() => sessionStorage.clear());
      await page.getByText(OVER).waitFor();
      assert.equal(await noteOf(page).inputValue(), "Half a sentence");
      await checkAccess(page, "a session that is over");
      await checkFits(page, "a session that is over");
      await picture(page, `session-over-${width}-light`);
      await page.locator(".session-over").getByRole("button", { name: "Sign in" }).click();
      await page.locator(".session-over").waitFor({ state: "detached" });
      await signInAgain(page);
      await page.getByRole("heading", { name: "The payment" }).waitFor();
      assert.equal(page.url(), address);
      await end(someone);
    });
  }
}
