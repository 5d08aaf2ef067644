// 收报审核: the number on the chase button, and keys for going through the units.
import { countTicks } from "../lib/ticks.js";

countTicks();

// A 接收, R 退回, J 下一个, K 上一个: not while something is being typed.
const TYPING = "input, textarea, select, [contenteditable]";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  const target = document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});
const open = document.querySelector("[data-focus]");
if (open) open.focus();
