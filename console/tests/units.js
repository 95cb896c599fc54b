// What the console makes of texts, without a browser: node --test tests/units.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalInWords, unansweredInWords } from "../src/api/client.ts";
import { holdsCardNumber } from "../src/card-number.ts";
import { complete, isInCondition } from "../src/completion.ts";
import { csv } from "../src/csv.ts";
import { countOf, folded, lineDiff } from "../src/line-diff.ts";
import { linkGraph, OTHERS_DRAWN, shortened } from "../src/link-graph.ts";
import { rowsOf } from "../src/side-by-side.ts";
import { monthInWords, monthOf } from "../src/month.ts";
import { channelInWords, deliveredInWords, snoozedUntil, timeLeft } from "../src/words.ts";
import { featureInWords, featureValueInWords } from "../src/features.ts";

test("a card's number is recognised however it is written", () => {
  const check = (text, expected) => assert.equal(holdsCardNumber(text), expected, text);
  for (const separator of ["", " ", "-", " - ", ".", "/", "\u00a0", "\u2011", "\u200b", "\u200b \u200b"]) {
    const number = ["5200", "8282", "8282", "8210"].join(separator);
    check(number, true);
    check(`Shop ${number} paid`, true);
  }
  for (const number of ["4222222222222", "378282246310005", "6217007301945862737", "５２００８２８２８２８２８２１０"]) check(number, true);
  check("Suite 5 4111111111111111", true);
  check("5555555555554444 12/27", true);
  for (const text of ["", "C-1042", "4111111111111112", "411111", "+49 170 1234567", "192.0.2.1", "2026-03-01 12:30", "ana@example.com"]) check(text, false);
  // A UUID is not one, nor is a number that no scheme issues.
  check("019ca9d1-1c80-7101-8101-010101010101", false);
  check("1111111111111117", false);
});

test("a spreadsheet takes no cell for a formula", () => {
  const check = (value, expected) => assert.equal(csv([[value]]), `${expected}\r\n`);
  for (const formula of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"]) check(formula, `"'${formula}"`);
  check('a "quoted" text', '"a ""quoted"" text"');
  check(undefined, '""');
  check(15.5, '"15.5"');
});

test("features are said in words", () => {
  const check = (name, expected) => assert.equal(featureInWords(name), expected);
  check("count(card, 1h)", "Payments of the card in an hour");
  check("count(card, 24h)", "Payments of the card in a day");
  check("count(card, 1h where $amount < usd(10))", "Payments of the card in an hour, where amount < usd(10)");
  check('count(card, 90d where $label == "fraud")', 'Payments of the card in 90 days, where label == "fraud"');
  check("usual_count(card, 30m)", "Payments of the card in 30 minutes, usually");
  check("sum(amount, customer, 24h)", "Paid by the customer in a day");
  check("mean(amount, customer, 30d)", "Usual amount of the customer in 30 days");
  check("deviation(amount, customer, 30d)", "Spreads above the usual amount of the customer in 30 days");
  check("distinct(card, device, 24h)", "Different cards of the device in a day");
  check("is_new(country, customer, 30d)", "New country of the customer, within 30 days");
  check("is_new(ip, customer)", "New address of the customer");
  check("km_from_last(card)", "Kilometres from the last payment of the card");
  check("age_days(customer, 90d)", "Days since the first payment of the customer, within 90 days");
  // What nobody has taught it is shown as it is.
  for (const other of ["brand_new(card, 1h)", "count(card", "a b"]) check(other, other);
  assert.deepEqual([true, false, null, 1234.5678, 3].map(featureValueInWords), ["Yes", "No", "Not known", "1,234.57", "3"]);
});

test("what differs is told line by line, and what is common is the longest that there is", () => {
  const shown = (before, after) =>
    lineDiff(before, after).map(({ kind, text }) => `${{ same: " ", gone: "-", new: "+" }[kind]}${text}`);
  const check = (before, after, expected) => assert.deepEqual(shown(before, after), expected);
  check("a\nb\n", "a\nb\n", [" a", " b"]);
  check("a\r\nb", "a\nb\n", [" a", " b"]);
  check("", "a\n", ["+a"]);
  check("a\n", "", ["-a"]);
  check("a\nb\nc\n", "a\nx\nc\n", [" a", "-b", "+x", " c"]);
  check("a\nb\nc\nd\n", "b\nd\ne\n", ["-a", " b", "-c", " d", "+e"]);
  check("a\na\n", "a\na\na\n", [" a", " a", "+a"]);
  // Each line that stays has its place on both sides.
  const places = lineDiff("a\nb\nc\n", "x\na\nc\n").map(({ before, after }) => [before, after]);
  assert.deepEqual(places, [[undefined, 1], [1, 2], [2, undefined], [3, 3]]);
  // Whatever is changed, both texts can be read from the difference.
  let seed = 7;
  const random = (most) => (seed = (seed * 16_807) % 2_147_483_647) % most;
  for (let round = 0; round < 200; round += 1) {
    const [before, after] = [0, 1].map(() => Array.from({ length: random(12) }, () => "abc"[random(3)]));
    const lines = lineDiff(before.join("\n"), after.join("\n"));
    assert.deepEqual(lines.filter(({ kind }) => kind !== "new").map(({ text }) => text), before);
    assert.deepEqual(lines.filter(({ kind }) => kind !== "gone").map(({ text }) => text), after);
  }
  // A policy that is rewritten from its first line to its last takes no minute.
  const [old, now] = [0, 1].map((text) => Array.from({ length: 4_000 }, (_, line) => `${text} ${line}`).join("\n"));
  assert.deepEqual(countOf(lineDiff(old, now)), { gone: 4_000, added: 4_000 });
});

test("of what is alike only the lines around a change are shown", () => {
  const text = (changed) => Array.from({ length: 20 }, (_, line) => (line === 9 ? changed : `${line}`)).join("\n");
  const shown = folded(lineDiff(text("a"), text("b")), 2);
  assert.deepEqual(shown.map((line) => (typeof line === "number" ? line : line.text)), [7, "7", "8", "a", "b", "10", "11", 8]);
  assert.deepEqual(folded(lineDiff("a\nb", "a\nb"), 2), [2]);
});

test("whoever is linked by several parties is drawn once, with a line to each", () => {
  const other = (kind, name, payments = 1) => ({ kind, name, payments, key_id: `of ${name}` });
  const card = { kind: "card", name: "4111", others: [other("device", "shared"), other("device", "own", 9)] };
  const ip = { kind: "ip", name: "192.0.2.1", others: [other("device", "shared", 3)] };
  const graph = linkGraph([card, ip]);
  assert.deepEqual(graph.others.map(({ name }) => name), ["shared", "own"]);
  const lines = graph.edges.filter(({ payments }) => payments).map(({ from, to, payments }) => [from.name, to.name, payments]);
  assert.deepEqual(lines, [["4111", "shared", 1], ["4111", "own", 9], ["192.0.2.1", "shared", 3]]);
  // A name is not an id: the same name of another kind is somebody else, and so is a party of the payment.
  const twice = linkGraph([{ kind: "card", name: "x", others: [other("device", "x"), other("customer", "x")] }]);
  assert.deepEqual([twice.others.length, twice.edges.length], [2, 3]);
  assert.deepEqual([linkGraph([]).others, linkGraph([]).edges, linkGraph([]).leftOut], [[], [], 0]);
});

test("a drawing stays one: those with most links stay, each within the picture and beside nobody else", () => {
  const others = (from, count) => Array.from({ length: count }, (_, place) => ({ kind: "customer", name: `C${from + place}`, payments: 1, key_id: "k" }));
  const graph = linkGraph([
    { kind: "card", name: "a", others: others(0, 30) },
    { kind: "ip", name: "b", others: others(25, 10) },
  ]);
  assert.deepEqual([graph.others.length, graph.leftOut], [OTHERS_DRAWN, 35 - OTHERS_DRAWN]);
  for (const name of ["C25", "C26", "C27", "C28", "C29"]) assert.ok(graph.others.some((node) => node.name === name), name);
  const heights = graph.others.map(({ y }) => y);
  assert.equal(new Set(heights).size, heights.length);
  assert.ok(heights.every((y) => y > 0 && y < graph.height), `${heights}`);
  assert.equal([...shortened("W".repeat(200))].length, 22);
  assert.equal(shortened("😀".repeat(40)).startsWith("😀"), true);
});

test("what is left of a service level is said in words, and what is overdue is told from it", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  const check = (due, expected) => assert.deepEqual(timeLeft(due, now), expected, due);
  check("2026-03-01T17:30:00Z", { isOverdue: false, words: "5 h left" });
  check("2026-03-01T12:00:00Z", { isOverdue: false, words: "0 min left" });
  check("2026-03-01T11:20:00Z", { isOverdue: true, words: "Overdue by 40 min" });
  check("2026-02-20T12:00:00Z", { isOverdue: true, words: "Overdue by 9 d" });
});

test("a case is put off until a time that is to come, also at the end of a month", () => {
  for (const now of [new Date(2026, 1, 28, 8), new Date(2026, 11, 31, 23, 59)]) {
    for (const chosen of ["hour", "hours", "tomorrow", "week"]) {
      const days = (snoozedUntil(chosen, now) - now) / 86_400_000;
      assert.ok(days > 0 && days < 8, `${chosen} ${days}`);
    }
    assert.equal(snoozedUntil("tomorrow", now).getHours(), 9);
  }
});

test("a party and an entry stand side by side", () => {
  const entry = {
    comparison: {
      score: 73.7,
      pairs: [
        { query: "adam", listed: "adam", likeness: 100, why: "equal" },
        { query: "quil", listed: "quill", likeness: 90, why: "spelling" },
      ],
      only_in_query: ["junior"],
      only_in_listed: ["bertram"],
      forms_differ: true,
    },
    particulars: [
      { what: "birth_date", query: "1961", listed: "", verdict: "neutral", before: 73.7, after: 72.2 },
      { what: "country", query: "FR", listed: "GB IE", verdict: "against", before: 72.2, after: 69.3 },
    ],
    not_compared: ["identifier"],
    listing: { names: [], birth_dates: [], countries: [], identifiers: [{ sort: "Passport", number: "1", country: null }] },
  };
  const rows = rowsOf(entry, { identifier: "P 1" }).map(({ what, party, listed, says, type }) => [what, party, listed, says, type]);
  assert.deepEqual(rows, [
    ["Name", "adam", "adam", "The same", "success"],
    ["Name", "quil", "quill", "Alike in spelling (90 of 100)", "warning"],
    ["Name", "junior", "–", "Only the party has it", "error"],
    ["Name", "–", "bertram", "Only the list has it", "error"],
    ["Company form", "another", "another", "Speak against each other", "error"],
    ["Born", "1961", "–", "The list does not say (73.7 to 72.2)", "info"],
    ["Country", "FR", "GB IE", "Speaks against it (72.2 to 69.3)", "error"],
    ["Number of a paper", "P 1", "others", "Not among its numbers", "info"],
  ]);
});

test("conditions are told from what else a policy says", () => {
  const check = (text, expected) => assert.equal(isInCondition(text, text.length), expected, text);
  check("when = '$am", true);
  check('  when = "$am', true);
  check('when = """\n$geo.country in @a\nor $am', true);
  check("when = '''\nmentions($location, \"x\") or $am", true);
  check('when = "$merchant == \\"x\\" and $am', true);
  check('when = "$amount > 1"\nreason = "$am', false);
  check("when = '$amount > 1'\npoints = $am", false);
  check("when = '$amount\n$am", false);
  check('when = """\n$amount > 1\n"""\nreason = "$am', false);
  check('reason = "when = $am', false);
  check("# when he pays $am", false);
  check("", false);
});

test("words of the language are completed where they may stand", () => {
  const variable = (name, value, is_of_past = false) => ({ name, value, is_of_past });
  const language = {
    variables: [variable("$amount", "amount"), variable("$geo.country", "text"), variable("$geo.city", "text"), variable("$outcome", "text", true)],
    functions: [
      { name: "count", usage: "count(card, 1h)", is_of_history: true },
      { name: "contains", usage: "contains(text, part)", is_of_history: false },
    ],
    entities: ["card", "customer"],
    aspects: ["country", "card"],
    keywords: ["and", "or"],
  };
  const declared = { variables: [variable("$age", undefined)], lists: ["@countries", "@places"] };
  const check = (typed, expected, isAskedFor = false, before = "when = '") => {
    const text = `${before}${typed}`;
    const found = complete(text, text.length, language, declared, isAskedFor);
    assert.deepEqual(found?.suggestions.map((one) => one.text) ?? null, expected, typed);
    if (found) assert.ok(text.slice(found.from).length <= typed.length, typed);
  };
  check("$", ["$age", "$amount", "$geo.country", "$geo.city", "$outcome"]);
  check("$geo.c", ["$geo.country", "$geo.city"]);
  check("$amount > 1 and $cou", ["$geo.country"]);
  check("$merchant in @", ["@countries", "@places"]);
  check("@plac", ["@places"]);
  check("co", ["count(", "contains(", "country"]);
  check("c", null);
  check("c", ["count(", "contains(", "card", "customer", "country"], true);
  check("zz", null);
  check("and", null);
  check("$am", null, false, "reason = '");
  check("$am", ["$amount"], true, "reason = '");
  check("$amount > 1", null);
  assert.equal(complete("when = '", 8, language, declared, true).suggestions.length, 14);
  assert.equal(complete("when = '@", 9, language, undefined, false), null);
  const [, , , , past] = complete("when = '$", 9, language, declared, false).suggestions;
  assert.equal(past.about, "text, of past payments: behind where");
});

test("a refusal says which fields are wrong and why", () => {
  const check = (refusal, expected) => assert.equal(refusalInWords(refusal), expected);
  const one = { title: "Invalid note", detail: "1 of the fields can't be accepted", errors: [{ pointer: "#/text", detail: "holds a card number" }] };
  check(one, "Invalid note: text holds a card number.");
  const second = { pointer: "#/case_ids/0", detail: "must be a UUID" };
  check({ ...one, errors: [...one.errors, second] }, "Invalid note: text holds a card number; case ids 0 must be a UUID.");
  check({ title: "Invalid JSON", detail: "A bracket is missing.", errors: [] }, "A bracket is missing.");
  check({ title: "Too large" }, "Too large");
  check({}, undefined);
  check(undefined, undefined);
});

test("a month is of days in UTC, wherever one sits", () => {
  const check = (now, isPast, from, to) => assert.deepEqual(monthOf(new Date(now), isPast), { from, to });
  check("2026-03-17T12:00:00Z", false, "2026-03-01", "2026-03-17");
  check("2026-03-17T12:00:00Z", true, "2026-02-01", "2026-02-28");
  // On the first nothing is counted, and there is a range all the same.
  check("2026-03-01T00:00:00Z", false, "2026-03-01", "2026-03-01");
  check("2026-01-01T00:30:00+01:00", false, "2025-12-01", "2025-12-31");
  check("2026-01-31T23:59:59Z", true, "2025-12-01", "2025-12-31");
  assert.equal(monthInWords("2026-03-01"), "March 2026");
});

test("a delivery is said as closely as it is known", () => {
  const now = Date.parse("2026-03-01T12:40:00Z");
  assert.equal(deliveredInWords({ from: "2026-03-01T12:25:00Z", to: "2026-03-01T12:30:00Z" }, now).ago, "15 min ago");
  assert.deepEqual(deliveredInWords({ from: "2026-02-10T00:00:00Z", to: "2026-02-11T00:00:00Z" }, now), { when: "On 2026-02-10 (UTC)" });
  assert.deepEqual(deliveredInWords(undefined, now), { when: "Not in 60 days" });
  assert.deepEqual(["alert_mails", "new_channel"].map(channelInWords), ["Mails of alerts", "New channel"]);
});

test("what never reached the API is said in words that help", () => {
  const said = (failure) => unansweredInWords(failure).message;
  assert.match(said(new TypeError("Failed to fetch")), /Check your connection/);
  assert.match(said(new SyntaxError("Unexpected token '<'")), /not from the API/);
  const other = new Error("Your session is over.");
  assert.equal(unansweredInWords(other), other);
});
