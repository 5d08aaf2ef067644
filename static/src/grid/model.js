// The table as the server knows it, and what each cell is going through in this page.

export class Model {
  constructor(data) {
    this.data = data;
    // 序号 is the grid's own index column
    this.shown = data.columns.map((column, at) => ({ ...column, at })).filter((c) => c.key !== "seq");
    this.xs = new Map(this.shown.map((column, x) => [column.key, x]));
    this.rows = data.rows.map((row) => this.row(row));
    this.ys = new Map(this.rows.map((row, y) => [row.number, y]));
  }

  row(json) {
    return {
      number: json.number,
      open: json.open,
      base: this.shown.map((column) => json.values[column.at]),
      changed: new Set(json.changed),
      findings: json.findings,
      remarks: json.remarks,
      states: new Map(), // key → {kind, message, code, theirs, by, at}
    };
  }

  // The row as it stands on the server now; what is on its way keeps its state.
  update(json) {
    const y = this.ys.get(json.number);
    if (y === undefined) return undefined;
    const states = this.rows[y].states;
    this.rows[y] = this.row(json);
    this.rows[y].states = states;
    return y;
  }

  name(y) {
    return this.rows[y].base[this.xs.get("name")];
  }

  state(y, key) {
    return this.rows[y].states.get(key);
  }

  setState(y, key, state) {
    if (state) this.rows[y].states.set(key, state);
    else this.rows[y].states.delete(key);
  }

  findings(y, key) {
    return this.rows[y].findings.filter((finding) => finding.key === key);
  }

  remarks(y, key) {
    return this.rows[y].remarks.filter((remark) => (remark.key || "name") === key);
  }

  hasError(y) {
    const row = this.rows[y];
    return row.findings.some((f) => f.level === "error") || [...row.states.values()].some(isError);
  }

  shows(y, only) {
    const row = this.rows[y];
    if (only === "open") return row.open;
    if (only === "changed") return row.changed.size > 0;
    if (only === "errors") return this.hasError(y);
    if (only === "remarks") return row.remarks.length > 0;
    return true;
  }

  value(y, key) {
    return this.rows[y].base[this.xs.get(key)];
  }

  // The level of a permit that is not required: kept, not shown.
  isVoid(y, key) {
    return key.endsWith(".level") && this.value(y, key.replace(".level", ".status")) === "not_required";
  }

  count(only) {
    return this.rows.filter((row, y) => this.shows(y, only)).length;
  }

  errors() {
    let count = 0;
    for (const row of this.rows) {
      const keys = new Set(row.findings.filter((f) => f.level === "error").map((f) => f.key));
      for (const [key, state] of row.states) if (isError(state)) keys.add(key);
      count += keys.size;
    }
    return count;
  }

  warnings() {
    return this.rows.reduce((n, row) => n + row.findings.filter((f) => f.level !== "error").length, 0);
  }

  changes() {
    return this.rows.reduce((n, row) => n + row.changed.size, 0);
  }

  // Cells whose typed text the server has refused: they stand only in this page.
  refused() {
    return this.rows.reduce((n, row) => n + [...row.states.values()].filter(isError).length, 0);
  }

  // 合计: sums in 分, and a rate as Σ ÷ Σ.
  totals() {
    const totals = new Map();
    const sums = new Map();
    for (const column of this.shown.filter((c) => c.summed)) {
      const sum = this.rows.reduce((n, row, y) => n + cents(this.value(y, column.key)), 0);
      sums.set(column.key, sum);
      totals.set(column.key, column.type === "money" ? money((sum / 100).toFixed(2)) : String(sum / 100));
    }
    for (const column of this.shown.filter((c) => c.ratio.length)) {
      const [part, whole] = column.ratio.map((key) => sums.get(key));
      totals.set(column.key, whole ? `${(Math.round((part * 1000) / whole) / 10).toFixed(1)}%` : "—");
    }
    return totals;
  }
}

export function isError(state) {
  return state.kind === "error" || state.kind === "clash";
}

function cents(text) {
  const number = Math.round(Number(text.split(",").join("")) * 100);
  return Number.isFinite(number) ? number : 0;
}

export function money(text) {
  if (!/^-?[0-9]+(\.[0-9]+)?$/.test(text)) return text;
  const [whole, part] = text.split(".");
  return whole.replace(/\B(?=([0-9]{3})+$)/g, ",") + (part ? `.${part}` : "");
}

// A wire value as people read it.
export function shownValue(column, value) {
  if (column.type === "money") return money(value);
  if (column.type === "choice") {
    const choice = column.choices.find((c) => c.value === value);
    return choice ? choice.label : value;
  }
  return value;
}
