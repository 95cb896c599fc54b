// What must not leave the browser by any way but the one that is made for it. The API refuses the same once more.

const LENGTHS = { min: 13, max: 19 };
/** Groups of digits with at most three characters between them that are neither letters nor digits. */
const RUNS = /\d+(?:[^\p{L}\p{N}]{1,3}\d+)*/gu;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Whether a text holds what may be the number of a card: whole groups of digits, of the right length, with the right check digit. */
export function holdsCardNumber(text: string): boolean {
  const runs = text.normalize("NFKC").replace(INVISIBLE, "").match(RUNS) ?? [];
  return runs.some((run) => {
    const groups = run.match(/\d+/g) ?? [];
    return groups.some((_, first) => {
      let digits = "";
      return groups.slice(first).some((group) => {
        digits += group;
        return digits.length >= LENGTHS.min && digits.length <= LENGTHS.max && isIssued(digits) && passesLuhn(digits);
      });
    });
  });
}

/** No scheme's numbers begin with other digits. */
function isIssued(digits: string): boolean {
  return /^[2-689]/.test(digits);
}

/** ISO/IEC 7812-1, annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
