// Bundles static/src into static/dist with esbuild. `node static/build.mjs [--watch]`
import * as esbuild from "esbuild";
import { readdirSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { gridLibrary } from "./grid_library.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const entries = [
  ...readdirSync(path.join(here, "src/js")).filter((f) => f.endsWith(".js")).map((f) => `src/js/${f}`),
  ...["app", "grid", "matrix"].map((n) => `src/css/${n}.css`),
].map((f) => path.join(here, f));

const options = {
  entryPoints: entries,
  outdir: path.join(here, "dist"),
  entryNames: "[name]",
  bundle: true,
  minify: true,
  target: "chrome78",
  format: "iife",
  legalComments: "none",
  loader: { ".svg": "dataurl", ".png": "dataurl", ".woff": "empty", ".woff2": "empty", ".ttf": "empty" },
  logLevel: "warning",
  plugins: [gridLibrary],
};
mkdirSync(options.outdir, { recursive: true });
if (process.argv.includes("--watch")) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  await esbuild.build(options);
}
