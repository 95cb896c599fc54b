// Fails if what the first screen needs is larger than agreed: node sizes.js FOLDER console|portal
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const [folder, application] = process.argv.slice(2);
// The portal is for telephones.
const BYTES_MAX = (application === "portal" ? 100 : 350) * 1024;
const FIRST_SCREENS = application === "portal" ? ["index.html"] : ["index.html", "src/shell.tsx", "src/screens/queue.tsx"];
const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));

/** The files of a chunk and of all that it imports at once. */
function filesOf(name, files) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`the build has no ${name}`);
  if (files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const style of chunk.css ?? []) files.add(style);
  for (const imported of chunk.imports ?? []) filesOf(imported, files);
}

const files = new Set(["index.html"]);
for (const screen of FIRST_SCREENS) filesOf(screen, files);
let bytes = 0;
for (const file of files) bytes += gzipSync(readFileSync(join(folder, file))).length;
const kilobytes = (count) => `${(count / 1024).toFixed(0)} kB`;
console.log(`The first screen of the ${application} needs ${kilobytes(bytes)} compressed, of ${kilobytes(BYTES_MAX)}.`);
// Only the check reads it.
rmSync(join(folder, "manifest.json"));
if (bytes > BYTES_MAX) process.exit(1);
