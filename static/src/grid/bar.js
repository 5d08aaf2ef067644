// The bar above the grid: what the selected cell is, what is wrong, its last value and writer;
// and the two questions a cell can ask: a reason, and whose value stands.

const PAUSE = 250;

export class Bar {
  constructor(model, url) {
    this.model = model;
    this.url = url;
    this.known = new Map();
    this.timer = 0;
    this.element = document.createElement("div");
    this.element.className = "px-cellbar";
    this.element.id = "px-cellbar";
    this.element.setAttribute("aria-live", "polite");
    this.rest();
  }

  rest() {
    this.asking = null;
    this.element.textContent = "";
    this.add("span", "px-meta", "选中一格，可以看到上期的值和谁在什么时候填的。");
  }

  add(tag, className, text, mark) {
    const part = document.createElement(tag);
    if (className) part.className = className;
    if (mark) {
      const icon = document.createElement("i");
      icon.className = `px-m px-m-${mark}`;
      icon.setAttribute("aria-hidden", "true");
      part.appendChild(icon);
    }
    part.appendChild(document.createTextNode(text));
    this.element.appendChild(part);
    return part;
  }

  // Said over whatever the cell says, until another cell is chosen.
  tell(text, mark = "info") {
    this.element.textContent = "";
    this.add("b", "px-warn", text, mark);
  }

  show(y, column) {
    if (this.asking) return;
    this.at = { number: this.model.rows[y].number, key: column.key };
    this.draw(y, column);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.fetch(this.at, y, column), PAUSE);
  }

  draw(y, column) {
    const { model } = this;
    this.element.textContent = "";
    this.add("b", "", `${model.name(y)}，${column.label}`);
    const state = model.state(y, column.key);
    if (state && state.message) this.add("span", "px-bad", state.message, "error");
    for (const finding of model.findings(y, column.key)) {
      const bad = finding.level === "error";
      this.add("span", bad ? "px-bad" : "px-warn", `${finding.message}。`, bad ? "error" : "returned");
    }
    for (const remark of model.remarks(y, column.key)) {
      this.add("span", "px-remark-word", `${remark.text}（${remark.by} ${remark.at}）`, "remark");
    }
    if (state && state.kind === "clash") return;
    const known = this.known.get(`${model.rows[y].number}|${column.key}`);
    this.add("span", "px-meta", known === undefined ? column.hint : known);
  }

  async fetch(at, y, column) {
    const id = `${at.number}|${at.key}`;
    if (!this.known.has(id)) {
      try {
        const join = this.url.includes("?") ? "&" : "?";
        const query = `row=${encodeURIComponent(at.number)}&key=${encodeURIComponent(at.key)}`;
        const response = await fetch(`${this.url}${join}${query}`, {
          headers: { Accept: "application/json", "X-Background": "1" },
          credentials: "same-origin",
        });
        if (!response.ok) return;
        this.known.set(id, words(await response.json()));
      } catch (error) {
        return; // no line: the bar simply says less
      }
    }
    if (this.at === at && !this.asking) this.draw(y, column);
  }

  forget(number) {
    for (const id of [...this.known.keys()]) if (id.startsWith(`${number}|`)) this.known.delete(id);
  }

  // One box for the reason, where the number is.
  askReason(text, done, cancel) {
    this.asking = "reason";
    this.element.textContent = "";
    const label = this.add("label", "px-bad", text, "returned");
    label.htmlFor = "px-reason";
    const input = document.createElement("input");
    input.className = "form-control";
    input.id = "px-reason";
    input.maxLength = 200;
    this.element.appendChild(input);
    const save = () => {
      if (!input.value.trim()) { input.setAttribute("aria-invalid", "true"); input.focus(); return; }
      this.asking = null;
      done(input.value.trim());
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); save(); }
      if (event.key === "Escape") { this.asking = null; cancel(); }
    });
    this.button("保存原因", "btn btn-primary btn-small", save);
    this.button("不改了，恢复原值", "btn btn-quiet btn-small", () => { this.asking = null; cancel(); });
    input.focus();
  }

  askWhose(title, mine, theirs) {
    this.asking = "clash";
    this.element.textContent = "";
    this.add("b", "px-bad", title, "error");
    const first = this.button("用我的", "btn btn-default btn-small", () => { this.asking = null; mine(); });
    this.button("用他的", "btn btn-default btn-small", () => { this.asking = null; theirs(); });
    first.focus();
  }

  button(text, className, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = className;
    button.textContent = text;
    button.addEventListener("click", act);
    this.element.appendChild(button);
    return button;
  }
}

function words(cell) {
  const parts = [];
  if (cell.previous !== null) parts.push(`${cell.previous_round} ${cell.previous || "空"}`);
  const last = cell.history[0];
  if (last) {
    const reason = last.reason ? `（${last.reason}）` : "";
    parts.push(`现值 ${last.value || "空"}，${last.by ? `${last.by} ` : ""}${last.at} 填${reason}`);
  }
  if (!parts.length) parts.push(cell.hint);
  return parts.join("；");
}
