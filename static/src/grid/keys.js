// Keyboard and clipboard beyond the library's own: fill down, leaving, paste that grows nothing,
// and the whole cell in sight before typing starts (else an input method loses its first word).
import jspreadsheet from "jspreadsheet-ce";

const EDGE = 4;

export function reveal(scroller, cell) {
  const box = scroller.getBoundingClientRect();
  const at = cell.getBoundingClientRect();
  const head = scroller.querySelector("thead").getBoundingClientRect().height;
  const foot = scroller.querySelector("tfoot").getBoundingClientRect().height;
  if (!cell.classList.contains("f1")) {
    const frozen = scroller.querySelector("thead .f1").getBoundingClientRect().right;
    if (at.left < frozen) scroller.scrollLeft -= frozen - at.left + EDGE;
    else if (at.right > box.right) {
      const room = at.left - frozen - EDGE;
      scroller.scrollLeft += Math.min(at.right - box.right + EDGE * 4, Math.max(room, 0));
    }
  }
  if (at.top < box.top + head) scroller.scrollTop -= box.top + head - at.top + EDGE;
  else if (at.bottom > box.bottom - foot) scroller.scrollTop += at.bottom - (box.bottom - foot) + EDGE;
}

// A block larger than the table is cut to it, and told: no row is ever made by a paste.
export function clipPaste(ws, block, x, y, tell) {
  const columns = ws.headers.slice(x).filter((header) => header.style.display !== "none").length;
  const rows = ws.rows.slice(y).filter((row) => row.element.style.display !== "none").length;
  const wide = block.reduce((n, line) => Math.max(n, line.length), 0);
  const values = block.map((line) => line.map((cell) => String(cell.value).replace(/\r\n?/g, "\n").trim()));
  if (values.length > rows || wide > columns) {
    tell(`粘贴的区域比表大，多出的${values.length > rows ? ` ${values.length - rows} 行` : ""}${wide > columns ? ` ${wide - columns} 列` : ""}没有粘贴。新项目请点“新增项目”。`);
  }
  return values.slice(0, rows).map((line) => line.slice(0, columns));
}

export function fillDown(ws) {
  const [x1, y1, x2, y2] = ws.getRange ? box(ws) : [];
  if (x1 === undefined) return;
  const from = y1 === y2 ? y1 - 1 : y1;
  if (from < 0) return;
  const cells = [];
  for (let y = from + 1; y <= y2; y += 1) {
    if (ws.rows[y].element.style.display === "none") continue;
    for (let x = x1; x <= x2; x += 1) {
      if (ws.headers[x].style.display === "none" || ws.isReadOnly(x, y)) continue;
      cells.push({ x, y, value: ws.options.data[from][x] });
    }
  }
  if (cells.length) ws.setValue(cells);
}

function box(ws) {
  if (!ws.selectedCell) return [];
  const [x1, y1, x2, y2] = ws.selectedCell.map(Number);
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
}

export function attachKeys(ws, table, actions) {
  const isHere = () => jspreadsheet.current === ws && table.contains(document.activeElement);
  document.addEventListener("keydown", (event) => {
    if (!isHere() || event.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "d" && !ws.edition) act(event, () => fillDown(ws));
    else if (command && event.key.toLowerCase() === "s") act(event, actions.save);
    else if (command && event.shiftKey && event.key.toLowerCase() === "z" && !ws.edition) act(event, () => ws.redo());
    else if (event.key === "Escape" && !ws.edition) act(event, () => leave(ws, table));
  }, true);
  // Keys typed elsewhere are not the grid's; keys typed in it are.
  document.addEventListener("focusin", (event) => {
    if (table.contains(event.target)) jspreadsheet.current = ws;
    else if (jspreadsheet.current === ws && !ws.edition) jspreadsheet.current = null;
  });
  table.addEventListener("focus", () => {
    if (!ws.selectedCell) ws.updateSelectionFromCoords(0, firstRow(ws), 0, firstRow(ws));
  });
}

function act(event, what) {
  event.preventDefault();
  event.stopPropagation();
  what();
}

// Tab walks inside the table, so Esc is the way out of it.
function leave(ws, table) {
  ws.resetSelection();
  jspreadsheet.current = null;
  table.blur();
}

function firstRow(ws) {
  const at = ws.rows.findIndex((row) => row.element.style.display !== "none");
  return Math.max(at, 0);
}
