// A table as a file that spreadsheets open and don't obey.

const OBEYED = /^[=+\-@\t\r]/;

/** A cell. What a spreadsheet would take for a formula is text with an apostrophe before it. */
export function cell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = OBEYED.test(text.trimStart()) || OBEYED.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

export function csv(rows: unknown[][]): string {
  return `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Hands a table to the browser. */
export function download(name: string, text: string) {
  // The mark at the beginning has spreadsheets read UTF-8.
  hand(name, new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
}

/** Hands a text to the browser. */
export function downloadText(name: string, text: string, type = "text/plain") {
  hand(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

function hand(name: string, file: Blob) {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
