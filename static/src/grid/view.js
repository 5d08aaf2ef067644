// The library's table dressed as ours: classes, frozen columns, sums, roles, marks.
import jspreadsheet from "jspreadsheet-ce";
import { choiceType } from "./choice.js";
import { shownValue } from "./model.js";

const NUMBERS = new Set(["money", "count", "rate", "date", "month"]);
const STATES = ["saving", "saved", "offline", "error", "changed", "remark"];

const pixels = (column) => {
  if (column.key === "name") return 236;
  if (column.key.endsWith(".ref")) return 180;
  const mark = column.marked ? 26 : column.type === "date" ? 18 : 0;
  return Math.round(column.width * 8.5) + 18 + mark;
};

export async function makeSheet(host, model, columns, on) {
  const [ws] = await ready(host, {
    worksheets: [{
      data: model.rows.map((row) => row.base.slice()),
      columns: model.shown.map((column) => definition(column)),
      nestedHeaders: columns.nested(),
      allowInsertRow: false, allowManualInsertRow: false, allowInsertColumn: false,
      allowManualInsertColumn: false, allowDeleteRow: false, allowDeleteColumn: false,
      allowRenameColumn: false, columnDrag: false, columnSorting: false, columnResize: true,
      rowDrag: false, rowResize: false, secureFormulas: false, textOverflow: false,
    }],
    parseFormulas: false, parseHTML: false, autoIncrement: false, allowExport: false, about: false,
    contextMenu: () => false,
    onbeforepaste: (sheet, block, x, y) => on.paste(block, Number(x), Number(y)),
    onchange: (sheet, cell, x, y, value, old) => on.change(Number(x), Number(y), String(value), String(old)),
    onundo: (sheet, record) => on.replay(record),
    onredo: (sheet, record) => on.replay(record),
    onselection: (sheet, x1, y1) => on.select(Number(sheet.selectedCell[2]), Number(sheet.selectedCell[3]), x1, y1),
    oneditionend: () => on.edited(),
    // copied inline styles would be pasted through an attribute, which the page's policy forbids
    oncopy: (sheet) => { sheet.style = null; },
  });
  dress(ws, model);
  return ws;
}

function ready(host, config) {
  return new Promise((resolve) => {
    const sheets = [];
    jspreadsheet(host, { ...config, onload: (spreadsheet) => resolve(spreadsheet.worksheets.concat(sheets)) });
  });
}

function definition(column) {
  return {
    title: column.header,
    name: column.key,
    width: pixels(column),
    align: NUMBERS.has(column.type) ? "right" : "left",
    readOnly: column.computed,
    type: column.type === "choice" ? choiceType(column) : "text",
    wordWrap: column.type === "long",
    render: column.type === "money" ? (cell, value) => { cell.textContent = shownValue(column, String(value)); } : undefined,
  };
}

function dress(ws, model) {
  const { table } = ws;
  table.setAttribute("role", "grid");
  table.setAttribute("aria-label", `${model.data.title}，${model.rows.length} 个项目`);
  table.setAttribute("aria-rowcount", model.rows.length);
  table.tabIndex = 0;
  for (const part of [ws.thead, ws.tbody]) part.setAttribute("role", "rowgroup");
  for (const line of table.querySelectorAll("tr")) line.setAttribute("role", "row");
  for (const cell of ws.thead.querySelectorAll("td")) cell.setAttribute("role", "columnheader");
  const [groups, leaves] = ws.thead.rows;
  ["序号", model.shown[0].header].forEach((text, at) => {
    groups.cells[at].textContent = text;
    groups.cells[at].rowSpan = 2;
    groups.cells[at].classList.add(`f${at}`);
    leaves.cells[at].classList.add("px-away"); // by class: the library takes display:none for a hidden column
  });
  model.rows.forEach((_, y) => {
    const line = ws.rows[y].element;
    line.cells[0].classList.add("f0");
    line.cells[0].setAttribute("role", "rowheader");
    line.cells[1].classList.add("f1");
    model.shown.forEach((column, x) => dressCell(ws, column, x, y));
  });
  addFoot(ws, model);
}

function dressCell(ws, column, x, y) {
  const cell = ws.records[y][x].element;
  cell.id = `px-cell-${y}-${x}`;
  cell.setAttribute("role", "gridcell");
  if (NUMBERS.has(column.type)) cell.classList.add("px-num");
  if (column.computed) { cell.classList.add("c-computed"); cell.setAttribute("aria-readonly", "true"); }
}

function addFoot(ws, model) {
  const foot = document.createElement("tfoot");
  const line = document.createElement("tr");
  foot.setAttribute("role", "rowgroup");
  line.setAttribute("role", "row");
  for (let x = -1; x < model.shown.length; x += 1) {
    const cell = document.createElement("td");
    cell.setAttribute("role", "gridcell");
    if (x === -1) cell.className = "f0";
    else if (x === 0) { cell.className = "f1"; cell.textContent = "合计"; }
    else if (NUMBERS.has(model.shown[x].type)) cell.className = "px-num";
    line.appendChild(cell);
  }
  foot.appendChild(line);
  ws.table.appendChild(foot);
  ws.foot = line;
}

export function paintFoot(ws, model, columns) {
  const totals = model.totals();
  model.shown.forEach((column, x) => {
    const cell = ws.foot.cells[x + 1];
    if (totals.has(column.key)) cell.textContent = totals.get(column.key);
    cell.style.display = columns.isShown(x) ? "" : "none";
  });
}

// The look of one cell by its state: error beats changed, a remark adds to any.
export function paint(ws, model, x, y) {
  const column = model.shown[x];
  const cell = ws.records[y][x].element;
  const state = model.state(y, column.key);
  const wrong = (state && (state.kind === "error" || state.kind === "clash")) || model.findings(y, column.key).some((f) => f.level === "error");
  for (const name of STATES) cell.classList.remove(`c-${name}`);
  if (state && !wrong) cell.classList.add(`c-${state.kind}`);
  if (wrong) cell.classList.add("c-error");
  else if (model.rows[y].changed.has(column.key)) cell.classList.add("c-changed");
  cell.classList.toggle("is-void", model.isVoid(y, column.key));
  if (model.remarks(y, column.key).length) cell.classList.add("c-remark");
  if (wrong) {
    cell.setAttribute("aria-invalid", "true");
    cell.setAttribute("aria-describedby", "px-cellbar");
  } else {
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
  }
}
