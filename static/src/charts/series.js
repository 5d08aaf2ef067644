// 办结率 across a change of 口径: the rounds by the other definition, and the day it changed.

// The solid line is cut where the definition changed: what lies between is no movement.
export function segments(data) {
  const cuts = new Set((data.breaks || []).map((one) => one.on));
  const parts = [[]];
  for (const point of data.points) {
    if (cuts.has(point[0])) parts.push([]);
    parts[parts.length - 1].push(point);
  }
  return parts.filter((part, place) => part.length || !place);
}

// One dotted line for each definition, over the rounds not counted by it and the one it joins.
export function otherSeries(data, look) {
  return (data.others || []).map((other) => ({
    name: other.name, type: "line", data: other.values, symbol: "emptyCircle", symbolSize: 6, z: 1, // below what was reported
    connectNulls: false,
    itemStyle: { color: look.quiet }, lineStyle: { color: look.main, width: 2, type: "dotted" },
    tooltip: { valueFormatter: (value) => (value === null || value === undefined ? "—" : `${value}%`) },
  }));
}

// An upright line at the first round of each new definition.
export function breakLines(data, look) {
  return (data.breaks || []).map((one) => ({
    xAxis: one.on,
    label: { formatter: "口径改变", position: "end", color: look.ink, fontSize: look.size },
    lineStyle: { color: look.ink, width: 1, type: "solid" },
  }));
}
