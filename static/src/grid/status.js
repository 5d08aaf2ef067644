// The bar below the grid: saved when, what waits, how many errors; and the warning on leaving.

export class Status {
  constructor(model, outbox) {
    this.model = model;
    this.outbox = outbox;
    this.at = "";
    this.element = document.querySelector("[data-grid-status]");
    this.errors = document.querySelector("[data-grid-errors]");
    this.warnings = document.querySelector("[data-grid-warnings]");
    window.addEventListener("beforeunload", (event) => {
      if (!this.outbox.waiting && !this.model.refused()) return;
      event.preventDefault();
      event.returnValue = "";
    });
    // 检查并上报 leaves the page: what is still on its way goes first
    const submit = document.querySelector("[data-grid-submit]");
    if (submit) submit.addEventListener("click", (event) => this.hold(event, submit.href));
  }

  saved(at) {
    this.at = at;
  }

  draw() {
    const waiting = this.outbox.waiting;
    const offline = this.model.rows.some((row) => [...row.states.values()].some((s) => s.kind === "offline"));
    this.element.textContent = "";
    if (this.at && !waiting) this.say("px-ok", "done", `${this.at} 已保存`);
    if (waiting && offline) this.say("px-warn", "sync", `未联网，${waiting} 格已留在本机，联网后自动保存`);
    else if (waiting) this.say("px-meta", "sync", `正在保存 ${waiting} 格`);
    this.count(this.errors, this.model.errors(), "处错误");
    this.count(this.warnings, this.model.warnings(), "处提醒");
    this.offerNoChange(this.model.changes());
  }

  // 本周无变化 is only true while nothing has been changed; the reason stands beside the button.
  offerNoChange(changes) {
    const form = document.querySelector(".px-foot-bar form[action*='no-change']");
    if (!form) return;
    form.querySelector("button").disabled = changes > 0 || this.outbox.waiting > 0;
    if (!this.why) {
      this.why = document.createElement("span");
      this.why.className = "px-hint";
      form.insertAdjacentElement("afterend", this.why);
    }
    this.why.textContent = changes ? `已有 ${changes} 处修改，请按填报表上报。` : "";
  }

  say(className, mark, text) {
    const part = document.createElement("span");
    part.className = className;
    const icon = document.createElement("i");
    icon.className = `px-m px-m-${mark}`;
    icon.setAttribute("aria-hidden", "true");
    part.appendChild(icon);
    part.appendChild(document.createTextNode(text));
    this.element.appendChild(part);
  }

  count(link, number, words) {
    link.hidden = number === 0;
    link.querySelector("span").textContent = `${number} ${words}`;
  }

  hold(event, href) {
    if (!this.outbox.waiting) return;
    event.preventDefault();
    this.outbox.flush();
    const wait = () => {
      if (!this.outbox.waiting && !this.model.refused()) window.location.assign(href);
      else if (this.outbox.sending || this.outbox.timer) window.setTimeout(wait, 200);
    };
    wait();
  }

  // What can no longer be saved, as text to copy.
  keepTexts(why, lines) {
    if (!lines.length) return;
    const box = document.createElement("div");
    box.className = "px-banner is-bad";
    box.setAttribute("role", "alert");
    const text = document.createElement("div");
    const title = document.createElement("b");
    title.textContent = `${why}下面 ${lines.length} 格没有保存，可以复制：`;
    const area = document.createElement("textarea");
    area.className = "form-control";
    area.readOnly = true;
    area.rows = Math.min(lines.length, 6);
    area.value = lines.join("\n");
    area.setAttribute("aria-label", "没有保存的内容");
    text.appendChild(title);
    text.appendChild(area);
    box.appendChild(text);
    document.getElementById("px-report").insertAdjacentElement("beforebegin", box);
  }
}
