// 手续办理: acts in a dialog, ticks with their number, the list by keyboard.
import { countTicks } from "../lib/ticks.js";
import { tickAll } from "../lib/tick_all.js";

const list = document.querySelector("[data-desk]");
const dialog = document.getElementById("px-step");
const keys = document.getElementById("px-keys");
const OFF = "px-desk-keys-off";

// The question comes by htmx into the dialog; closing it leaves the list as it was.
if (dialog && dialog.showModal) {
  let asked = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === dialog && !dialog.open) asked = document.activeElement;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== dialog) return;
    if (!dialog.open) dialog.showModal();
    const first = dialog.querySelector("[aria-invalid=true], input:not([type=hidden]), textarea, select, button");
    if (first) first.focus();
  });
  dialog.addEventListener("close", () => {
    dialog.textContent = "";
    if (asked) asked.focus();
  });
}

function rows() {
  return Array.from(list.querySelectorAll("tr[data-permit]"));
}

function current() {
  return document.activeElement ? document.activeElement.closest("tr[data-permit]") : null;
}

function say(text) {
  const status = list.querySelector("[data-desk-status]");
  if (status) status.textContent = text;
}

function move(step) {
  const all = rows();
  const here = all.indexOf(current());
  const next = all[Math.max(0, Math.min(all.length - 1, here < 0 ? 0 : here + step))];
  if (!next) return;
  next.querySelector("[data-row]").focus();
  next.scrollIntoView({ block: "nearest" });
}

function tick() {
  const row = current();
  const box = row && row.querySelector("input[name=p]");
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  say(`${box.checked ? "已勾选" : "取消勾选"}，共勾选 ${list.querySelectorAll("input[name=p]:checked").length} 项`);
}

function act(key) {
  const row = current();
  if (!row) return;
  const link = row.querySelector(`[data-key="${key}"]`);
  if (link) link.click();
  else say("这一项现在不能这样办");
}

function isTyping(target) {
  return Boolean(target.closest("input:not([type=checkbox]), select, textarea, dialog[open], [contenteditable]"));
}

const MOVES = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  if (event.key === "?" && keys && keys.showModal) {
    event.preventDefault();
    keys.showModal();
    return;
  }
  const isArrow = event.key.startsWith("Arrow");
  if (event.key in MOVES && (!isArrow || current())) move(MOVES[event.key]);
  else if (event.key === "x") tick();
  else if (/^[1-7]$/.test(event.key)) act(event.key);
  else return;
  event.preventDefault();
}

// Single keys can be turned off (WCAG 2.1.4); this browser remembers it.
function isOff() {
  try {
    return window.localStorage.getItem(OFF) === "1";
  } catch (error) {
    return false;
  }
}

if (list) {
  const box = document.getElementById("px-keys-on");
  if (box) {
    box.checked = !isOff();
    box.addEventListener("change", () => {
      try {
        window.localStorage.setItem(OFF, box.checked ? "0" : "1");
      } catch (error) {
        // forbidden: then it holds for this page alone
      }
    });
  }
  document.addEventListener("keydown", (event) => {
    if (!box || box.checked) press(event);
  });
  // one menu at a time, and none left open behind
  document.addEventListener("click", (event) => {
    for (const menu of list.querySelectorAll("details[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}
tickAll();
countTicks();
