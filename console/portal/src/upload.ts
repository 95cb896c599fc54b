// One file on its way to the bucket.
import type { PermittedUpload } from "./api";

const NAME_CHARS_MAX = 200;
/** A PDF says so near its beginning. */
const HEAD_BYTES = 1024;

/** The name without what no file name holds. */
export function cleanName(name: string): string {
  const clean = name.replace(/[\p{Cc}\p{Cf}\u2028\u2029\ufffe\uffff/\\]/gu, " ").trim();
  return [...(clean || "document.pdf")].slice(0, NAME_CHARS_MAX).join("");
}

/** Why a file need not be sent at all. */
export async function problemOf(file: File, bytesMax: number): Promise<string | null> {
  if (file.size === 0) return "This file is empty.";
  if (file.size > bytesMax) return `This file is larger than ${megabytes(bytesMax)}. Scan it with fewer colours, or in parts.`;
  const head = new TextDecoder("latin1").decode(await file.slice(0, HEAD_BYTES).arrayBuffer());
  return head.includes("%PDF-") ? null : "This is not a PDF. Print or save it as a PDF, then choose that file.";
}

export function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1_000_000)} MB`;
}

/** Sends a file by the form that was permitted, and says how far it is, from 0 to 1. */
export function send(file: File, upload: PermittedUpload["upload"], told: (part: number) => void, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
    // The bucket reads no field behind the file.
    form.append("file", file, "document.pdf");
    const request = new XMLHttpRequest();
    request.open(upload.method, upload.url);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) told(event.loaded / event.total);
    };
    request.onload = () => (request.status < 300 ? resolve() : reject(new Error("The file was not taken. Try again.")));
    request.onerror = () => reject(new Error("The connection broke off. Try again."));
    request.onabort = () => reject(new DOMException("stopped", "AbortError"));
    stop.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}
