// Filter chips (the same links that work without JavaScript), search, undo and the choice of columns.

export class Filters {
  constructor(element, model, columns, ws) {
    this.element = element;
    this.model = model;
    this.columns = columns;
    this.ws = ws;
    this.only = new URLSearchParams(window.location.search).get("only") || "";
    this.text = "";
    this.chips = [...element.querySelectorAll("a.px-chip")];
    for (const chip of this.chips) {
      chip.addEventListener("click", (event) => { event.preventDefault(); this.choose(chip); });
    }
    this.search = this.addSearch();
    this.addTools();
    this.apply();
  }

  keyOf(chip) {
    return new URL(chip.href, window.location.href).searchParams.get("only") || "";
  }

  choose(chip) {
    this.only = this.keyOf(chip);
    window.history.replaceState(null, "", chip.href);
    this.apply();
  }

  addSearch() {
    const input = document.createElement("input");
    input.type = "search";
    input.className = "form-control";
    input.placeholder = "找项目：名称、编号";
    input.setAttribute("aria-label", "找项目");
    input.addEventListener("input", () => { this.text = input.value.trim().toLowerCase(); this.apply(); });
    this.element.appendChild(input);
    return input;
  }

  addTools() {
    const end = document.createElement("span");
    end.className = "is-end";
    const tool = (text, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-quiet";
      button.textContent = text;
      button.addEventListener("click", act);
      end.appendChild(button);
      return button;
    };
    this.undo = tool("撤销", () => this.ws.undo());
    this.redo = tool("重做", () => this.ws.redo());
    tool("选择列", () => this.dialog().showModal());
    this.element.appendChild(end);
  }

  dialog() {
    if (this.box) return this.box;
    this.box = document.createElement("dialog");
    this.box.className = "px-dialog px-column-choice";
    this.box.setAttribute("aria-label", "选择列");
    for (const group of this.columns.groups) {
      const set = document.createElement("fieldset");
      const legend = document.createElement("legend");
      legend.textContent = group.name;
      set.appendChild(legend);
      for (const x of group.xs) set.appendChild(this.checkbox(this.columns.columns[x]));
      this.box.appendChild(set);
    }
    const foot = document.createElement("footer");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn btn-primary";
    close.textContent = "看选好的列";
    close.setAttribute("data-close", "");
    foot.appendChild(close);
    this.box.appendChild(foot);
    document.body.appendChild(this.box);
    return this.box;
  }

  checkbox(column) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "checkbox";
    input.checked = !this.columns.hidden.has(column.key);
    input.addEventListener("change", () => this.columns.setHidden(column.key, !input.checked));
    label.appendChild(input);
    label.appendChild(document.createTextNode(column.header));
    return label;
  }

  // Rows that are filtered out stay where they are, so that the row someone types in never jumps.
  apply() {
    this.model.rows.forEach((row, y) => {
      const name = `${this.model.name(y)} ${row.number}`.toLowerCase();
      const shown = this.model.shows(y, this.only) && name.includes(this.text);
      this.ws[shown ? "showRow" : "hideRow"](y);
    });
    this.refresh();
  }

  refresh() {
    for (const chip of this.chips) {
      const key = this.keyOf(chip);
      chip.querySelector("b").textContent = this.model.count(key);
      if (key === this.only) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
    }
    this.undo.disabled = this.ws.historyIndex < 0;
    this.redo.disabled = this.ws.historyIndex >= this.ws.history.length - 1;
  }
}
