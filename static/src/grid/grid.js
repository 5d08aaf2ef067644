// One page's grid: what is typed goes to the outbox, what comes back is painted.
import { toast } from "../lib/toast.js";
import { Bar } from "./bar.js";
import { Columns } from "./columns.js";
import { Filters } from "./filters.js";
import { attachKeys, clipPaste, reveal } from "./keys.js";
import { Model, isError, shownValue } from "./model.js";
import { Outbox } from "./outbox.js";
import { Status } from "./status.js";
import { makeSheet, paint, paintFoot } from "./view.js";

const TICK = 2000; // how long a cell says 已保存

export class Grid {
  constructor(data) {
    this.data = data;
    this.model = new Model(data);
    this.columns = new Columns(this.model, data.folded);
    this.bar = new Bar(this.model, data.cell_url);
    this.scroller = document.querySelector("[data-grid-table]");
    this.outbox = new Outbox(data.cells_url, data.key, {
      state: (patches, kind) => this.mark(patches, kind),
      answer: (answer, batch) => this.take(answer, batch),
      refused: (status, text, patches) => this.refuse(status, text, patches),
    });
    this.status = new Status(this.model, this.outbox);
    this.asks = []; // questions that wait for the one in the bar
  }

  async start() {
    const { scroller } = this;
    scroller.textContent = "";
    scroller.removeAttribute("tabindex");
    scroller.classList.add("px-grid");
    scroller.parentNode.insertBefore(this.bar.element, scroller);
    const host = document.createElement("div");
    scroller.appendChild(host);
    this.ws = await makeSheet(host, this.model, this.columns, {
      paste: (block, x, y) => clipPaste(this.ws, block, x, y, toast),
      change: (x, y, value, old) => this.type(x, y, value, old),
      replay: (record) => this.replay(record),
      select: (x, y) => this.select(x, y),
      edited: () => this.ws.table.focus({ preventScroll: true }),
    });
    this.columns.attach(this.ws, () => paintFoot(this.ws, this.model, this.columns));
    const filters = document.querySelector("[data-grid-filters]");
    this.filters = new Filters(filters, this.model, this.columns, this.ws);
    attachKeys(this.ws, this.ws.table, { save: () => this.outbox.flush() });
    document.querySelector("[data-grid-keys]").hidden = false;
    this.paintAll();
    this.restore();
    this.goToHash();
    window.addEventListener("hashchange", () => this.goToHash());
  }

  // ── typing ────────────────────────────────────────────────────────────────
  type(x, y, value, old) {
    if (this.quiet || value === old) return;
    const column = this.model.shown[x];
    const row = this.model.rows[y];
    const waits = this.outbox.add(row.number, column.key, row.base[x], value);
    this.model.setState(y, column.key, waits ? { kind: "saving" } : null);
    paint(this.ws, this.model, x, y);
    this.refresh();
  }

  // Undo and redo change cells without events; each of them is typed again.
  replay(record) {
    if (!record || record.action !== "setValue") return;
    for (const { x, y } of record.records) this.type(Number(x), Number(y), String(this.ws.options.data[y][x]), undefined);
  }

  select(x, y) {
    const cell = this.ws.records[y][x].element;
    this.ws.table.setAttribute("aria-activedescendant", cell.id);
    reveal(this.scroller, cell);
    this.bar.show(y, this.model.shown[x]);
  }

  // ── answers ───────────────────────────────────────────────────────────────
  mark(patches, kind) {
    for (const patch of patches) {
      const y = this.model.ys.get(patch.row);
      if (y === undefined) continue;
      this.model.setState(y, patch.key, { kind });
      paint(this.ws, this.model, this.model.xs.get(patch.key), y);
    }
    this.refresh();
  }

  take(answer, batch) {
    const sent = new Map(batch.patches.map((patch) => [`${patch.row}|${patch.key}`, patch]));
    const reasons = [];
    for (const cell of answer.cells) {
      const y = this.model.ys.get(cell.row);
      if (y === undefined) continue;
      const typed = sent.get(`${cell.row}|${cell.key}`).value;
      if (cell.status === "clash") this.clash(y, cell, typed);
      else if (cell.status === "error") this.wrong(y, cell, typed, reasons);
      else this.saved(y, cell);
    }
    for (const row of answer.rows) this.takeRow(row, answer.cells);
    if (reasons.length) this.ask(() => this.askReason(reasons));
    this.status.saved(answer.saved_at);
    this.paintAll();
    this.nextAsk();
  }

  saved(y, cell) {
    if (this.outbox.has(cell.row, cell.key)) return;
    this.model.setState(y, cell.key, { kind: "saved" });
    window.setTimeout(() => {
      const state = this.model.state(y, cell.key);
      if (state && state.kind === "saved") {
        this.model.setState(y, cell.key, null);
        paint(this.ws, this.model, this.model.xs.get(cell.key), y);
      }
    }, TICK);
  }

  wrong(y, cell, typed, reasons) {
    if (this.outbox.has(cell.row, cell.key)) return; // typed again meanwhile
    this.model.setState(y, cell.key, { kind: "error", message: `${cell.message}。`, typed });
    if (cell.code === "reason") reasons.push({ y, cell, typed });
  }

  clash(y, cell, typed) {
    const column = this.model.shown[this.model.xs.get(cell.key)];
    const who = `${cell.by || "别人"}${cell.at ? ` ${cell.at.slice(11, 16)}` : ""}`;
    const title = `${column.label}两人都改了。你填 ${shownValue(column, typed) || "空"}，${who} 填 ${shownValue(column, cell.theirs) || "空"}。`;
    this.model.setState(y, cell.key, { kind: "clash", message: title, typed });
    this.ask(() => {
      this.goTo(cell.row, cell.key);
      this.bar.askWhose(title, () => this.resend(y, cell.key, typed, cell.theirs), () => this.giveUp(y, cell.key));
    });
  }

  // The server's row: values that nobody is changing here, findings, remarks, what differs.
  takeRow(json, cells) {
    const y = this.model.update(json);
    if (y === undefined) return;
    this.bar.forget(json.number);
    const own = new Set(cells.filter((c) => c.row === json.number).map((c) => c.key));
    const moved = [];
    this.model.shown.forEach((column, x) => {
      const state = this.model.state(y, column.key);
      const now = String(this.ws.options.data[y][x]);
      const value = this.model.rows[y].base[x];
      if ((state && isError(state)) || this.outbox.has(json.number, column.key) || now === value) return;
      if (!own.has(column.key) && !column.computed) moved.push({ x, y, oldValue: now, value });
      this.put(x, y, value);
    });
    this.remember(moved);
  }

  // 时间 and 文号 that follow a status belong to the same step of undo.
  remember(moved) {
    const last = this.ws.history[this.ws.historyIndex];
    if (!moved.length || !last || last.action !== "setValue") return;
    const kinds = new Set(last.records.map(({ x, y }) => `${y} ${this.model.shown[x].key}`));
    for (const record of moved) {
      const { key } = this.model.shown[record.x];
      const leader = key === "progress_on" ? "progress_state" : `${key.split(".")[0]}.status`;
      if (kinds.has(`${record.y} ${leader}`)) last.records.push(record);
    }
  }

  put(x, y, value) {
    this.quiet = true;
    const { ws } = this;
    const kept = ws.ignoreHistory;
    ws.ignoreHistory = true;
    ws.setValueFromCoords(x, y, value, true);
    ws.ignoreHistory = kept;
    this.quiet = false;
  }

  refuse(status, text, patches) {
    const values = patches.concat([...this.outbox.pending.values()]);
    for (const patch of values) {
      const y = this.model.ys.get(patch.row);
      if (y !== undefined) this.model.setState(y, patch.key, { kind: "error", message: text, typed: patch.value });
    }
    this.paintAll();
    this.bar.tell(text, "error");
    if (this.outbox.closed) this.close(text, values);
  }

  // Filed or forbidden meanwhile: nothing can be saved any more, what was typed stays to be copied.
  close(text, values) {
    this.ws.options.editable = false;
    this.outbox.pending.clear();
    this.outbox.keep();
    this.status.keepTexts(text, values.map((patch) => {
      const y = this.model.ys.get(patch.row);
      const column = this.model.shown[this.model.xs.get(patch.key)];
      return `${this.model.name(y)}，${column.label}：${shownValue(column, patch.value)}`;
    }));
  }

  // ── questions ─────────────────────────────────────────────────────────────
  ask(question) {
    this.asks.push(question);
  }

  nextAsk() {
    if (!this.bar.asking && this.asks.length) this.asks.shift()();
  }

  askReason(items) {
    const first = items[0];
    const live = items.filter(({ y, cell }) => this.model.state(y, cell.key));
    if (!live.length) return;
    const names = `${this.model.name(first.y)}${live.length > 1 ? ` 等 ${live.length} 格` : ""}`;
    this.goTo(first.cell.row, first.cell.key);
    this.bar.askReason(`${names}：${first.cell.message}`, (reason) => {
      for (const { y, cell, typed } of live) this.resend(y, cell.key, typed, undefined, reason);
      this.done();
    }, () => {
      for (const { y, cell } of live) this.giveUp(y, cell.key);
      this.done();
    });
  }

  resend(y, key, value, was, reason = "") {
    const x = this.model.xs.get(key);
    const row = this.model.rows[y];
    if (was !== undefined) row.base[x] = was;
    this.outbox.add(row.number, key, row.base[x], value, reason);
    this.model.setState(y, key, { kind: "saving" });
    this.put(x, y, value);
    this.done();
  }

  giveUp(y, key) {
    const x = this.model.xs.get(key);
    this.model.setState(y, key, null);
    this.outbox.drop(this.model.rows[y].number, key);
    this.put(x, y, this.model.rows[y].base[x]);
    this.done();
  }

  done() {
    this.paintAll();
    this.ws.table.focus({ preventScroll: true });
    const at = this.ws.selectedCell;
    if (at) this.bar.show(Number(at[3]), this.model.shown[Number(at[2])]);
    this.nextAsk();
  }

  // ── showing ───────────────────────────────────────────────────────────────
  paintAll() {
    this.model.rows.forEach((_, y) => this.model.shown.forEach((__, x) => paint(this.ws, this.model, x, y)));
    paintFoot(this.ws, this.model, this.columns);
    this.refresh();
  }

  refresh() {
    this.filters.refresh();
    this.status.draw();
  }

  restore() {
    const cells = this.outbox.restore();
    for (const cell of cells) {
      const y = this.model.ys.get(cell.row);
      const x = this.model.xs.get(cell.key);
      if (y === undefined || x === undefined) continue;
      this.put(x, y, cell.value);
      this.model.setState(y, cell.key, { kind: "saving" });
      paint(this.ws, this.model, x, y);
    }
    this.refresh();
  }

  goToHash() {
    const found = /^#cell=([^:]+):(.+)$/.exec(decodeURIComponent(window.location.hash));
    if (found) this.goTo(found[1], found[2]);
  }

  goTo(number, key) {
    const y = this.model.ys.get(number);
    if (y === undefined || !this.model.xs.has(key)) return;
    this.columns.unfold(key);
    this.ws.showRow(y);
    const x = this.model.xs.get(key);
    this.ws.table.focus({ preventScroll: true });
    this.ws.updateSelectionFromCoords(x, y, x, y);
  }
}
