// A button that says how many boxes are ticked: <button data-count-of="unit" data-words="催报 N 个">.
function count() {
  for (const button of document.querySelectorAll("[data-count-of]")) {
    const boxes = document.querySelectorAll(`input[name="${button.dataset.countOf}"]:checked`);
    button.textContent = button.dataset.words.replace("N", String(boxes.length));
    button.disabled = boxes.length === 0;
  }
}

export function countTicks() {
  document.addEventListener("change", count);
  document.addEventListener("htmx:afterSwap", count);
  count();
}
