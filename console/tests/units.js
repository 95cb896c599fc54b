// What the console makes of texts, without a browser: node --test tests/units.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { holdsCardNumber } from "../src/card-number.ts";
import { csv } from "../src/csv.ts";
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
