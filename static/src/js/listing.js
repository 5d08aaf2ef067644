// 项目台账: tick all of a page, and the number on the button that changes what is ticked.
import { countTicks } from "../lib/ticks.js";

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
// after the listener above, so that the button counts what it ticked
countTicks();
