// On every page: htmx hardened, CSRF read at each request, toasts, 大字, signing in again.
import htmx from "htmx.org";
import { cookie } from "../lib/cookie.js";
import { countDown } from "../lib/countdown.js";
import { askToSignIn, tellThePageBehind } from "../lib/sign_in.js";

window.htmx = htmx;

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = cookie();
});
// A poll must not keep a session alive (security.md S33).
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.hasAttribute("data-poll")) event.detail.xhr.setRequestHeader("X-Background", "1");
});
document.addEventListener("sign-in", askToSignIn);
tellThePageBehind();
countDown();

// An act is sent once: the button rests until the page changes. The server's op id is the real lock.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent === "1") {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented || form.method === "get" || form.hasAttribute("hx-post")) return;
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Toasts leave after eight seconds unless they hold the focus or the pointer.
function rest(toast) {
  let timer = 0;
  const start = () => { timer = window.setTimeout(() => toast.remove(), 8000); };
  const stop = () => window.clearTimeout(timer);
  for (const name of ["focusin", "mouseenter"]) toast.addEventListener(name, stop);
  for (const name of ["focusout", "mouseleave"]) toast.addEventListener(name, start);
  start();
}
for (const toast of document.querySelectorAll(".px-toasts .px-toast")) rest(toast);

// <button data-print>, <a data-submit-on-change> and dialogs without inline script.
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-print],[data-open],[data-close]");
  if (!target) return;
  if (target.hasAttribute("data-print")) window.print();
  if (target.dataset.open) {
    const dialog = document.getElementById(target.dataset.open);
    if (dialog && dialog.showModal) { event.preventDefault(); dialog.showModal(); }
  }
  if (target.hasAttribute("data-close")) { event.preventDefault(); target.closest("dialog").close(); }
});
document.addEventListener("change", (event) => {
  if (event.target.hasAttribute("data-submit-on-change")) event.target.form.submit();
});
// <a data-fill="document_no" data-value="…"> puts a value into the form of this page; nothing is
// sent. Without such a field on the page the link leads to the form that has it.
function fieldFor(link) {
  const place = link.closest("form, dialog") || document.querySelector("main");
  const number = place.querySelector('[name="document_no"]');
  return number && number.form.querySelector(`[name="${link.dataset.fill}"]`);
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-fill]");
  const field = link && fieldFor(link);
  if (!field) return;
  event.preventDefault();
  field.value = link.dataset.value;
  for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
  field.focus();
});
document.documentElement.classList.add("px-js");

// On a phone the navigation scrolls: begin it at the page one is on.
const nav = document.querySelector(".px-nav");
const here = nav && nav.querySelector("[aria-current]");
if (here) nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
