// 联席会议: each subject saves itself; nothing typed is lost when one leaves, and 定稿 waits for it.
import { cookie } from "../lib/cookie.js";
import { newOp } from "../lib/op.js";
import { toast } from "../lib/toast.js";

const RETRY = 5000; // ms after no answer
const TRIES = 50; // tenths of a second that leaving waits for saving

const forms = Array.from(document.querySelectorAll("[data-note]"));
const typed = new Set(); // forms with words that no request has carried yet
const flying = new Set();
const refused = new Set(); // the last answer was an objection or none at all

const isWaiting = (form) => typed.has(form) || flying.has(form);

for (const form of forms) {
  form.addEventListener("input", () => typed.add(form));
  form.addEventListener("htmx:beforeRequest", () => {
    typed.delete(form);
    flying.add(form);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    const { status } = event.detail.xhr;
    flying.delete(form);
    if (status >= 200 && status < 300) refused.delete(form);
    else refused.add(form);
    if (status === 401) document.dispatchEvent(new CustomEvent("sign-in"));
    if (!status || status >= 500) later(form);
  });
}

// No answer: it may have been saved or not. Sent again under a new op it acts by its values; under
// the old one the server would take it for the first and drop what was typed since.
function later(form) {
  form.elements.op.value = newOp();
  const place = form.querySelector(".px-item-state [role=status]");
  const words = document.createElement("span");
  words.className = "px-warn";
  words.textContent = "没有联上，还没保存。联上后自动保存，先不要关闭本页";
  place.textContent = "";
  place.appendChild(words);
  window.setTimeout(() => { if (refused.has(form) && !flying.has(form)) save(form); }, RETRY);
}

const save = (form) => form.dispatchEvent(new Event("change"));
function saveAgain() {
  for (const form of forms) if (typed.has(form) || refused.has(form)) save(form);
}
window.addEventListener("online", saveAgain);
document.addEventListener("px:signed-in", saveAgain);

// The browser asks before it leaves; what was typed last goes along even if the answer is 离开.
window.addEventListener("beforeunload", (event) => {
  const left = forms.filter((form) => isWaiting(form) || refused.has(form));
  if (!left.length) return;
  event.preventDefault();
  event.returnValue = "";
});
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
window.addEventListener("pagehide", () => {
  for (const form of forms) {
    if (!typed.has(form)) continue;
    fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-CSRFToken": cookie() },
      credentials: "same-origin",
      keepalive: true,
    });
  }
});

// 核对并定稿, 上移, 移出 …: first everything typed is saved, then the page is left.
function whenSaved(go) {
  for (const form of forms) if (typed.has(form)) save(form);
  let left = TRIES;
  const wait = () => {
    const problem = forms.find((form) => refused.has(form) && !flying.has(form));
    if (problem) {
      toast("有议题没有保存，先看议题下面的提示");
      problem.scrollIntoView({ block: "center" });
      problem.querySelector("button[type=submit]").focus();
    } else if (!forms.some(isWaiting)) go();
    else if ((left -= 1)) window.setTimeout(wait, 100);
    else toast("还在保存，请稍后再试");
  };
  wait();
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-after-saving]");
  if (!link || !forms.some((form) => isWaiting(form) || refused.has(form))) return;
  event.preventDefault();
  whenSaved(() => window.location.assign(link.href));
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-after-saving") || !forms.some(isWaiting)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter || document.activeElement; // Chromium 78 knows no submitter
  whenSaved(() => button.click());
}, true);
