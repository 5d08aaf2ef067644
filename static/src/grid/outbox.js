// Cells on their way to the server: one batch at a time, kept in sessionStorage, sent again with
// the same op until an answer comes. A batch that was saved before the line broke acts once.
import { cookie } from "../lib/cookie.js";
import { newOp } from "../lib/op.js";

const WAIT = 300; // ms after the last keystroke's cell
const RETRY = [2000, 5000, 15000, 30000];
const BATCH = 500;

export const cellId = (row, key) => `${row}|${key}`;

export class Outbox {
  // on.state(patches, "saving" | "offline"), on.answer(answer), on.refused(status, text, patches)
  constructor(url, storageKey, on) {
    this.url = url;
    this.storageKey = `px-grid:${storageKey}`;
    this.on = on;
    this.pending = new Map();
    this.sent = null;
    this.tries = 0;
    this.closed = false;
    this.timer = 0;
    window.addEventListener("online", () => this.retry());
    document.addEventListener("px:signed-in", () => this.retry());
  }

  get waiting() {
    return this.pending.size + (this.sent ? this.sent.patches.length : 0);
  }

  // What an earlier page left behind, in the order it was typed.
  restore() {
    const kept = this.read();
    if (!kept) return [];
    this.sent = kept.sent;
    for (const item of kept.pending) this.pending.set(cellId(item.row, item.key), item);
    const cells = [...(this.sent ? this.sent.patches : []), ...this.pending.values()];
    if (this.sent) this.send();
    else if (cells.length) this.soon(0);
    return cells;
  }

  add(row, key, was, value, reason = "") {
    const id = cellId(row, key);
    const flying = this.flying(id);
    const known = this.pending.get(id);
    const item = { row, key, was: known ? known.was : flying ? flying.value : was, value, reason };
    if (item.was === value && !flying) this.pending.delete(id);
    else this.pending.set(id, item);
    this.keep();
    this.soon(WAIT);
    return this.pending.has(id);
  }

  drop(row, key) {
    this.pending.delete(cellId(row, key));
    this.keep();
  }

  has(row, key) {
    const id = cellId(row, key);
    return this.pending.has(id) || Boolean(this.flying(id));
  }

  values() {
    return [...(this.sent ? this.sent.patches : []), ...this.pending.values()];
  }

  flying(id) {
    return this.sent ? this.sent.patches.find((p) => cellId(p.row, p.key) === id) : undefined;
  }

  soon(wait) {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), wait);
  }

  flush() {
    if (this.sent || this.closed || !this.pending.size) return;
    const items = [...this.pending.values()];
    const batch = items.filter((item) => item.reason === items[0].reason).slice(0, BATCH);
    for (const item of batch) this.pending.delete(cellId(item.row, item.key));
    this.sent = {
      op: newOp(),
      reason: batch[0].reason,
      patches: batch.map(({ row, key, was, value }) => ({ row, key, was, value })),
    };
    this.tries = 0;
    this.keep();
    this.send();
  }

  retry() {
    if (this.closed) return;
    if (this.sent) this.send();
    else this.flush();
  }

  async send() {
    const batch = this.sent;
    if (this.sending || !batch) return;
    this.sending = true;
    window.clearTimeout(this.timer);
    this.on.state(batch.patches, "saving");
    let response = null;
    let body = null;
    try {
      const headers = {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": cookie(),
      };
      if (this.tries) headers["X-Background"] = "1"; // a retry keeps no session alive
      response = await fetch(this.url, {
        method: "POST",
        headers,
        credentials: "same-origin",
        redirect: "error",
        body: JSON.stringify(batch),
      });
      if (response.status !== 401) body = await response.json();
    } catch (error) {
      response = response && response.status < 500 && response.status >= 400 ? response : null;
    }
    this.sending = false;
    this.settle(batch, response, body);
  }

  settle(batch, response, body) {
    const status = response ? response.status : 0;
    if (status === 200 && body) {
      this.sent = null;
      this.rebase(body.cells);
      this.keep();
      this.on.answer(body, batch);
      this.soon(0);
      return;
    }
    if (status === 401 || (status === 403 && !cookie())) { // no session, or no cookies at all
      this.on.state(this.values(), "offline");
      document.dispatchEvent(new CustomEvent("sign-in"));
      return;
    }
    if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
      this.sent = null;
      if (status === 409 || status === 403 || status === 404) this.closed = true;
      const text = body && body.error ? body.error : "没有保存。刷新页面后再试。";
      this.on.refused(status, text, batch.patches);
      this.keep();
      this.soon(0);
      return;
    }
    this.on.state(this.values(), "offline");
    const wait = RETRY[Math.min(this.tries, RETRY.length - 1)];
    this.tries += 1;
    this.timer = window.setTimeout(() => this.send(), wait);
  }

  // A cell typed again while it was flying was read at the value that has just been saved.
  rebase(cells) {
    for (const cell of cells) {
      const item = this.pending.get(cellId(cell.row, cell.key));
      if (item && (cell.status === "saved" || cell.status === "same")) item.was = cell.value;
    }
  }

  read() {
    try {
      return JSON.parse(window.sessionStorage.getItem(this.storageKey) || "null");
    } catch (error) {
      return null;
    }
  }

  keep() {
    try {
      if (!this.waiting) window.sessionStorage.removeItem(this.storageKey);
      else {
        const kept = { sent: this.sent, pending: [...this.pending.values()] };
        window.sessionStorage.setItem(this.storageKey, JSON.stringify(kept));
      }
    } catch (error) {
      // storage full or forbidden: the page itself still holds the cells and warns on leaving
    }
  }
}
