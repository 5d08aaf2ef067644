// The grid's library as our content policy needs it: no handler in an attribute, no formulas.
import { readFile } from "node:fs/promises";

const HANDLER = 'e.corner.setAttribute("onselectstart","return false")';

export const gridLibrary = {
  name: "grid-library",
  setup(build) {
    build.onLoad({ filter: /jspreadsheet-ce[\\/]dist[\\/]index\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (!source.includes(HANDLER)) throw new Error("jspreadsheet-ce changed: look for onselectstart again");
      return { contents: source.replace(HANDLER, "0"), loader: "js" };
    });
    // formulas are switched off (parseFormulas: false); their parser would only be weight
    build.onResolve({ filter: /^@jspreadsheet\/formula$/ }, () => ({ path: "formula", namespace: "none" }));
    build.onLoad({ filter: /.*/, namespace: "none" }, () => ({ contents: "module.exports = {};", loader: "js" }));
  },
};
