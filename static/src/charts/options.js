import { breakLines, otherSeries, segments } from "./series.js";

// What ECharts is told. The server sends per cents that are already rounded; nothing is counted here.
const ANIMATION = { animation: false };

function frame(look) {
  return {
    ...ANIMATION,
    aria: { enabled: true },
    textStyle: { fontFamily: look.font, fontSize: look.size, color: look.words },
    grid: { left: 8, right: 24, top: 24, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // HTML tooltips carry style attributes, which the CSP refuses
      textStyle: { fontFamily: look.font, fontSize: look.size, color: look.ink },
    },
  };
}

function perCents(look, top) {
  return {
    type: "value",
    min: 0,
    max: top,
    axisLabel: { color: look.words, fontSize: look.size },
    splitLine: { lineStyle: { color: look.line } },
  };
}

function label(look, formatter) {
  return { show: true, color: look.ink, fontWeight: 700, fontSize: look.size, formatter };
}

const day = (moment) => {
  const on = new Date(moment);
  return `${on.getMonth() + 1}/${on.getDate()}`;
};
const said = (value) => `${value}%`;
const highest = (values) => Math.max(100, Math.ceil(Math.max(...values, 0) / 25) * 25);

// 办结率 round by round, the lines to reach, and the pace that leads there.
export function rounds(data, look) {
  const parts = segments(data);
  const goals = data.goals.map((goal, place) => ({
    yAxis: goal.value,
    label: { formatter: goal.name, position: place ? "insideStartTop" : "insideStartBottom", color: look.words, fontSize: look.size },
    lineStyle: { color: look.ink, width: 1.5, type: place ? "dashed" : "solid" },
  }));
  return {
    ...frame(look),
    xAxis: {
      type: "time",
      axisLabel: { color: look.words, fontSize: look.size, formatter: day, hideOverlap: true },
      axisLine: { lineStyle: { color: look.line } },
      splitLine: { show: false },
    },
    yAxis: perCents(look, highest(data.points.map((point) => point[1]))),
    series: [
      ...parts.map((part, place) => ({
        name: "办结率", type: "line", data: part, symbol: "circle", symbolSize: 8,
        itemStyle: { color: look.main }, lineStyle: { color: look.main, width: 2.5 },
        label: label(look, (point) => (place === parts.length - 1 && point.dataIndex === part.length - 1 ? point.value[1].toFixed(1) : "")),
        tooltip: { valueFormatter: said },
        ...(place ? {} : { markLine: { silent: true, symbol: "none", data: [...goals, ...breakLines(data, look)] } }),
      })),
      ...otherSeries(data, look),
      {
        name: "匀速所需", type: "line", data: data.pace, symbol: "none",
        itemStyle: { color: look.quiet }, lineStyle: { color: look.quiet, width: 2, type: "dashed" },
        tooltip: { valueFormatter: said },
      },
    ],
  };
}

// 投资完成率 as bars, 序时进度 as a stroke above each; a figure that the stroke would cross stands above it.
export function months(data, look) {
  const crossed = (at) => data.pace[at] >= data.values[at] && data.pace[at] - data.values[at] < 14;
  const figure = (at) => data.values[at].toFixed(1);
  return {
    ...frame(look),
    xAxis: {
      type: "category",
      data: data.labels,
      axisLabel: { color: look.words, fontSize: look.size, interval: 0 },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } },
    },
    yAxis: perCents(look, highest(data.values)),
    series: [
      {
        name: "投资完成率", type: "bar", data: data.values, barWidth: "50%", barMaxWidth: 40,
        itemStyle: { color: look.main },
        label: { ...label(look, (bar) => (crossed(bar.dataIndex) ? "" : figure(bar.dataIndex))), position: "top" },
        tooltip: { valueFormatter: said },
      },
      {
        name: "序时进度", type: "scatter", data: data.pace, symbol: "rect", symbolSize: [40, 2],
        itemStyle: { color: look.ink },
        label: { ...label(look, (stroke) => (crossed(stroke.dataIndex) ? figure(stroke.dataIndex) : "")), position: "top" },
        tooltip: { valueFormatter: said },
      },
    ],
  };
}
