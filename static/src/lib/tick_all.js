// One box that ticks all of a page: <input type="checkbox" data-tick-all="p">.
export function tickAll() {
  for (const all of document.querySelectorAll("[data-tick-all]")) {
    const boxes = document.querySelectorAll(`input[name="${all.dataset.tickAll}"]`);
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
    });
    document.addEventListener("change", () => {
      const ticked = Array.from(boxes).filter((box) => box.checked).length;
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    });
  }
}
