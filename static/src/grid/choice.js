// The editor of a drop-down cell: an input that filters, a list below it. Digits choose too.
import { shownValue } from "./model.js";

let list = null;
let options = [];
let active = 0;

export function choiceType(column) {
  const paint = (cell, value) => {
    cell.textContent = shownValue(column, value);
    if (!column.marked) return;
    for (const choice of column.choices) cell.classList.remove(`px-st-${choice.value}`);
    cell.classList.add("px-st");
    if (column.choices.some((choice) => choice.value === value)) cell.classList.add(`px-st-${value}`);
  };
  return {
    createCell: paint,
    updateCell: (cell, value) => canonical(column, value),
    setValue: paint,
    openEditor: (cell, value, x, y, ws, _, event) => open(column, cell, value, ws, event),
    closeEditor: (cell, save) => close(column, cell, save),
  };
}

// A label typed or pasted becomes its code; anything else goes to the server, which knows more words.
function canonical(column, value) {
  const text = String(value).trim();
  const found = column.choices.find((c) => c.value === text || c.label === text);
  return found ? found.value : value;
}

function open(column, cell, value, ws, event) {
  const typed = event && event.key && (event.key.length === 1 || event.key === "Process") && event.key !== " ";
  const input = document.createElement("input");
  input.className = "px-choice";
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "true");
  input.setAttribute("aria-controls", "px-choices");
  input.setAttribute("aria-label", column.label);
  input.autocomplete = "off";
  cell.textContent = "";
  cell.classList.add("editor");
  cell.appendChild(input);
  show(column, cell, value);
  input.addEventListener("input", () => filter(column, input.value));
  input.addEventListener("keydown", (e) => onKey(e));
  input.addEventListener("compositionend", () => filter(column, input.value));
  input.onblur = () => { if (ws.edition) ws.closeEditor(cell, true); };
  input.dataset.was = value;
  if (!typed) input.placeholder = shownValue(column, value);
  input.focus();
}

function show(column, cell, value) {
  list = document.createElement("ul");
  list.className = "px-choices";
  list.id = "px-choices";
  list.setAttribute("role", "listbox");
  document.body.appendChild(list);
  const blank = column.choices.some((c) => c.value === "not_started") ? [] : [{ value: "", label: "（空）" }];
  list.all = [...column.choices, ...blank];
  draw(list.all, Math.max(0, list.all.findIndex((c) => c.value === value)));
  place(cell);
  list.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li");
    event.preventDefault(); // the input keeps the focus until we close it
    event.stopPropagation();
    if (!item) return;
    active = Number(item.dataset.at);
    cell.firstChild.dataset.picked = "1";
    cell.firstChild.blur();
  });
}

function place(cell) {
  const box = cell.getBoundingClientRect();
  const below = window.innerHeight - box.bottom > list.offsetHeight + 8;
  list.style.left = `${Math.min(box.left, window.innerWidth - list.offsetWidth - 8)}px`;
  list.style.top = `${below ? box.bottom : box.top - list.offsetHeight}px`;
  list.style.minWidth = `${box.width}px`;
}

function draw(found, at) {
  options = found;
  active = at;
  list.textContent = "";
  options.forEach((choice, index) => {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.id = `px-choice-${index}`;
    item.dataset.at = index;
    item.setAttribute("aria-selected", String(index === active));
    const digit = document.createElement("span");
    digit.className = "px-hint";
    digit.textContent = list.all.indexOf(choice) + 1;
    item.appendChild(digit);
    item.appendChild(document.createTextNode(choice.label));
    list.appendChild(item);
  });
}

function filter(column, text) {
  const word = text.trim();
  const digit = /^[1-9]$/.test(word) ? list.all[Number(word) - 1] : undefined;
  const found = digit ? [digit] : list.all.filter((c) => c.label.includes(word) || c.value === word);
  draw(found, 0);
}

function onKey(event) {
  if (event.isComposing) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !options.length) return;
  event.preventDefault();
  event.stopPropagation();
  event.target.dataset.picked = "1";
  draw(options, (active + step + options.length) % options.length);
  event.target.setAttribute("aria-activedescendant", `px-choice-${active}`);
}

function close(column, cell, save) {
  const input = cell.firstChild;
  const typed = input.value.trim();
  const picked = options[active];
  let value = input.dataset.was;
  if (save && (input.dataset.picked || (typed && picked))) value = picked ? picked.value : value;
  else if (save && typed) value = typed; // the server knows more words than the list
  input.onblur = null;
  if (list) list.remove();
  list = null;
  cell.classList.remove("editor");
  cell.textContent = shownValue(column, input.dataset.was);
  return value;
}
