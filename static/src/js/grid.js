// The weekly table as a grid, on screens that have room for one; the plain table stays elsewhere.
import { Grid } from "../grid/grid.js";

const data = document.getElementById("px-grid-data");
if (data && window.matchMedia("(min-width: 768px)").matches) {
  new Grid(JSON.parse(data.textContent)).start();
}
