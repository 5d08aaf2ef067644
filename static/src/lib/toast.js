// A line at the corner for eight seconds; for what needs no answer.
export function toast(text) {
  const box = document.getElementById("px-messages");
  if (!box) return;
  const line = document.createElement("div");
  line.className = "px-toast";
  line.textContent = text;
  box.appendChild(line);
  window.setTimeout(() => line.remove(), 8000);
}
