// The session ended: sign in again in a small window over the page; what was typed stays.
export function askToSignIn() {
  const dialog = document.getElementById("px-sign-in");
  if (!dialog || dialog.open || !dialog.showModal) return;
  dialog.showModal();
}
window.addEventListener("message", (event) => {
  if (event.origin !== window.location.origin || event.data !== "px:signed-in") return;
  const dialog = document.getElementById("px-sign-in");
  if (dialog && dialog.open) dialog.close();
  document.dispatchEvent(new CustomEvent("px:signed-in"));
});
// The other side: the small window in which somebody has just signed in tells the page behind it.
export function tellThePageBehind() {
  if (!document.querySelector("[data-signed-in]") || !window.opener) return;
  window.opener.postMessage("px:signed-in", window.location.origin);
  window.close();
}
