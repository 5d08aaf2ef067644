// Headers: groups that fold, columns that can be left out; remembered in this browser.

const STORE = { permits: "px-grid-columns", progress: "px-grid-columns-progress" };

function read(form) {
  try {
    return JSON.parse(window.localStorage.getItem(STORE[form]) || "{}");
  } catch (error) {
    return {};
  }
}

export class Columns {
  constructor(model, folded) {
    this.form = model.data.form;
    const kept = read(this.form);
    this.columns = model.shown;
    this.folded = new Set(kept.folded || folded);
    this.hidden = new Set(kept.hidden || []);
    this.groups = [];
    this.columns.forEach((column, x) => {
      if (x === 0) return; // 项目名称 stands alone and is always there
      const last = this.groups[this.groups.length - 1];
      if (last && last.name === column.group) last.xs.push(x);
      else this.groups.push({ name: column.group, xs: [x] });
    });
  }

  nested() {
    return [[
      { title: " ", colspan: 1 },
      ...this.groups.map((group) => ({ title: group.name, colspan: group.xs.length })),
    ]];
  }

  isShown(x) {
    const column = this.columns[x];
    if (x === 0) return true;
    if (this.hidden.has(column.key)) return false;
    return !(column.minor && this.folded.has(column.group));
  }

  attach(ws, afterwards) {
    this.ws = ws;
    this.afterwards = afterwards;
    const cells = ws.thead.querySelector(".jss_nested").children;
    this.groups.forEach((group, at) => {
      const cell = cells[at + 2]; // after the index and the name
      const button = document.createElement("button");
      button.type = "button";
      button.className = "px-fold";
      button.textContent = group.name;
      cell.textContent = "";
      cell.appendChild(button);
      group.cell = cell;
      group.button = button;
      button.addEventListener("mousedown", (event) => event.stopPropagation());
      button.addEventListener("click", () => this.toggle(group.name));
    });
    for (const group of this.groups) {
      const last = group.xs[group.xs.length - 1];
      ws.headers[last].classList.add("g");
      for (const record of ws.records) record[last].element.classList.add("g");
      group.cell.classList.add("g");
    }
    this.apply();
  }

  toggle(name) {
    if (this.folded.has(name)) this.folded.delete(name);
    else this.folded.add(name);
    this.keep();
    this.apply();
  }

  unfold(key) {
    const column = this.columns.find((c) => c.key === key);
    if (!column) return;
    this.folded.delete(column.group);
    this.hidden.delete(key);
    this.apply();
  }

  setHidden(key, hidden) {
    if (hidden) this.hidden.add(key);
    else this.hidden.delete(key);
    this.keep();
    this.apply();
  }

  apply() {
    const show = [];
    const hide = [];
    this.columns.forEach((_, x) => (this.isShown(x) ? show : hide).push(x));
    this.ws.showColumn(show);
    this.ws.hideColumn(hide);
    for (const group of this.groups) {
      const count = group.xs.filter((x) => this.isShown(x)).length;
      group.cell.style.display = count ? "" : "none";
      if (count) group.cell.setAttribute("colspan", count);
      group.button.setAttribute("aria-expanded", String(!this.folded.has(group.name)));
    }
    this.afterwards();
  }

  keep() {
    try {
      const kept = { folded: [...this.folded], hidden: [...this.hidden] };
      window.localStorage.setItem(STORE[this.form], JSON.stringify(kept));
    } catch (error) {
      // private mode: the choice lasts as long as the page
    }
  }
}
