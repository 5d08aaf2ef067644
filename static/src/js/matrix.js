// 项目矩阵: units fold; what is folded stays so while this tab is open.
const KEPT = "px-matrix-folded";
const buttons = Array.from(document.querySelectorAll(".px-fold[aria-controls]"));
const all = document.querySelector("[data-fold-all]");

function kept() {
  try {
    return new Set(JSON.parse(window.sessionStorage.getItem(KEPT) || "[]"));
  } catch (error) {
    return new Set();
  }
}

function keep() {
  const folded = buttons.filter((one) => !isOpen(one)).map((one) => one.getAttribute("aria-controls"));
  try {
    window.sessionStorage.setItem(KEPT, JSON.stringify(folded));
  } catch (error) {
    // a full or forbidden store: then it is forgotten
  }
}

function isOpen(button) {
  return button.getAttribute("aria-expanded") === "true";
}

function set(button, open) {
  button.setAttribute("aria-expanded", String(open));
  document.getElementById(button.getAttribute("aria-controls")).hidden = !open;
}

function nameAll() {
  if (all) all.textContent = buttons.some(isOpen) ? "全部收起" : "全部展开";
}

const folded = kept();
for (const button of buttons) {
  if (folded.has(button.getAttribute("aria-controls"))) set(button, false);
  button.addEventListener("click", () => {
    set(button, !isOpen(button));
    nameAll();
    keep();
  });
}
if (all) {
  all.addEventListener("click", () => {
    const open = !buttons.some(isOpen);
    for (const button of buttons) set(button, open);
    nameAll();
    keep();
  });
}
nameAll();
