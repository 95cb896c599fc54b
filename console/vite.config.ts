// How the applications are bundled, each by itself: the console with a chunk per screen, and with `--mode portal` the portal.
// Nothing that a strict content security policy refuses.
import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig(({ mode }) => ({
  plugins: [react()],
  root: mode === "portal" ? "portal" : ".",
  publicDir: resolve("public"),
  base: "./",
  build: {
    target: "es2023",
    emptyOutDir: true,
    // The policy lets no data: addresses be scripts or fonts.
    assetsInlineLimit: 0,
    // It would be a script in the page.
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
    chunkSizeWarningLimit: 1200,
  },
}));
