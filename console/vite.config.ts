// How the console is bundled: a chunk per screen, and nothing that a strict content security policy refuses.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
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
});
