// Draws the charts of the dashboard. Every chart has its table beside it; this only adds the picture.
import * as echarts from "echarts/core";
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";
import { months, rounds } from "../charts/options.js";
import { look } from "../charts/look.js";

echarts.use([
  BarChart, LineChart, ScatterChart,
  AriaComponent, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer,
]);

const KINDS = { rounds, months };

function draw(box) {
  const data = JSON.parse(document.getElementById(box.dataset.from).textContent);
  const chart = echarts.init(box, null, { renderer: "canvas" });
  chart.setOption(KINDS[box.dataset.chart](data, look()));
  // not before printing: it would clear the picture, and paint it only after the paper is made
  window.addEventListener("resize", () => chart.resize());
}

for (const box of document.querySelectorAll("[data-chart]")) draw(box);
