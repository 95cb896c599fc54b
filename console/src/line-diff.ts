// What differs between two texts, line by line.

export type DiffLine = { kind: "same" | "gone" | "new"; text: string; before?: number; after?: number };

/** Beyond so many pairs of lines a difference is not looked for within what is left: all of it is gone, and all of it is new. */
const PAIRS_MAX = 4_000_000;

/** The lines of both, in order. What is common to both is the longest that there is. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  const same = (place: number, shift: number): DiffLine => ({
    kind: "same",
    text: old[place] ?? "",
    before: place + 1,
    after: place + shift + 1,
  });
  const head = old.slice(0, start).map((_, place) => same(place, 0));
  const shift = now.length - old.length;
  const tail = old.slice(old.length - end).map((_, place) => same(old.length - end + place, shift));
  return [...head, ...middle(old.slice(start, old.length - end), now.slice(start, now.length - end), start), ...tail];
}

/** How many lines are gone and new. */
export function countOf(lines: DiffLine[]): { gone: number; added: number } {
  const count = (kind: DiffLine["kind"]) => lines.filter((line) => line.kind === kind).length;
  return { gone: count("gone"), added: count("new") };
}

/** The changed lines with some around them; what is left out between them is a number of lines. */
export function folded(lines: DiffLine[], around: number): (DiffLine | number)[] {
  const isShown = lines.map((_, place) => {
    const near = lines.slice(Math.max(0, place - around), place + around + 1);
    return near.some((line) => line.kind !== "same");
  });
  const shown: (DiffLine | number)[] = [];
  let left = 0;
  lines.forEach((line, place) => {
    if (!isShown[place]) {
      left += 1;
      return;
    }
    if (left > 0) shown.push(left);
    left = 0;
    shown.push(line);
  });
  if (left > 0) shown.push(left);
  return shown;
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  // A line break at the end ends a line and begins none.
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function middle(old: string[], now: string[], offset: number): DiffLine[] {
  const gone = (place: number): DiffLine => ({ kind: "gone", text: old[place] ?? "", before: offset + place + 1 });
  const added = (place: number): DiffLine => ({ kind: "new", text: now[place] ?? "", after: offset + place + 1 });
  if (old.length * now.length > PAIRS_MAX) return [...old.map((_, place) => gone(place)), ...now.map((_, place) => added(place))];
  // How long the longest common part is, from each pair of places to the end.
  const width = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  const at = (one: number, other: number) => longest[one * width + other] ?? 0;
  for (let one = old.length - 1; one >= 0; one -= 1) {
    for (let other = now.length - 1; other >= 0; other -= 1) {
      const length = old[one] === now[other] ? at(one + 1, other + 1) + 1 : Math.max(at(one + 1, other), at(one, other + 1));
      longest[one * width + other] = length;
    }
  }
  const lines: DiffLine[] = [];
  let [one, other] = [0, 0];
  while (one < old.length || other < now.length) {
    if (one < old.length && other < now.length && old[one] === now[other]) {
      lines.push({ kind: "same", text: old[one] ?? "", before: offset + one + 1, after: offset + other + 1 });
      one += 1;
      other += 1;
    } else if (other >= now.length || (one < old.length && at(one + 1, other) >= at(one, other + 1))) {
      lines.push(gone(one));
      one += 1;
    } else {
      lines.push(added(other));
      other += 1;
    }
  }
  return lines;
}
