// Saves a draft as people write it, moves parts by keyboard and by drag, and says what happened.
// Every save names the revision that the page was made from; a save that comes second overwrites nothing.
export const form = document.querySelector("form[data-save]");
const state = document.getElementById("status");
const clash = document.getElementById("clash");
const toast = document.getElementById("toast");
export const text = document.getElementById("gutter") && form.elements.text;
const DELAY = 600, RETRY = 4000;
let dirty = false, busy = false, ordering = false, stopped = false, leaving = "", timer;
const orders = [];

form.classList.add("live");

function tell(words, bad = false) {
  state.textContent = words;
  state.classList.toggle("bad", bad);
}

function later(delay) {
  clearTimeout(timer);
  timer = setTimeout(run, delay);
}

async function run() {
  if (busy || stopped) return;
  busy = true;
  while (!stopped && (orders.length || dirty)) {
    const order = orders[0] ?? "";
    const wasDirty = dirty;
    dirty = false;
    tell("Saving…");
    try {
      await save(order);
      if (order) orders.shift();
    } catch {
      dirty ||= wasDirty;
      tell("Not saved: the server cannot be reached. Your text stays on this page; trying again.", true);
      later(RETRY);
      break;
    }
  }
  busy = ordering = false;
  if (leaving && !dirty && !orders.length && !stopped) location.assign(leaving);
}

async function save(order) {
  const body = new URLSearchParams(new FormData(form));
  if (order) body.set("do", order);
  ordering = Boolean(order);
  const response = await fetch(form.getAttribute("action") || location.href, { method: "POST", body, headers: { Accept: "application/json" } });
  if (response.status >= 500) throw new Error(response.statusText);
  const isJson = response.headers.get("Content-Type")?.includes("json");
  if (response.redirected || !isJson) return halt("Not saved: you are signed out, or this draft is gone. Copy what you wrote, then reload the page.");
  const answer = await response.json();
  if (answer.conflict || answer.refused) return halt(answer.conflict || answer.refused, Boolean(answer.conflict));
  take(answer, order);
}

function halt(sentence, choose = false) {
  stopped = true;
  dirty = true;
  clash.hidden = false;
  document.getElementById("clash-says").textContent = sentence;
  clash.querySelector("button").hidden = !choose;
  clash.scrollIntoView({ block: "nearest" });
  tell("Not saved", true);
}

function take(answer, order) {
  form.elements.revision.value = answer.revision;
  tell(answer.status);
  if (answer.go) {
    dirty = false;
    leaving = answer.go;
    return;
  }
  for (const [name, html] of Object.entries(answer.pieces ?? {})) replace(document.getElementById(`piece-${name}`), html);
  for (const [id, count] of Object.entries(answer.raters ?? {})) {
    const cell = document.querySelector(`[data-raters="${CSS.escape(id)}"]`);
    if (cell) cell.textContent = count;
  }
  if (answer.errors) mark(answer.errors);
  if (text && "text" in answer) {
    const caret = text.selectionStart;
    text.value = answer.text;
    text.setSelectionRange(caret, caret);
  }
  if (order) say(answer.say, answer.undo, answer.trouble);
  else toast.replaceChildren();
  if (answer.focus) document.getElementById(answer.focus)?.focus();
  form.dispatchEvent(new CustomEvent("taken", { detail: order }));
}

export function replace(piece, html) {
  const focused = piece.contains(document.activeElement) ? document.activeElement.id : "";
  const typed = [...piece.querySelectorAll("[name^=new-]")].map((field) => [field.id, field.value]);
  const open = [...piece.querySelectorAll("details[open][id]")].map((part) => part.id);
  piece.innerHTML = html;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, value] of piece.id === "piece-list" && ordering ? [] : typed) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

// Errors at their fields. An error of a part that has no field of its own shows in the notes.
function mark(errors) {
  for (const place of form.querySelectorAll(".problems")) {
    const field = document.getElementById(place.id.replace(/--errors$/, ""));
    const path = field?.name;
    const found = Object.entries(errors).filter(([where]) => path && (where === path || where.startsWith(`${path}/`)));
    place.textContent = found.flatMap(([, says]) => says).join(" ");
    if (!field) continue;
    if (found.length) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    if (found.length) field.closest("details")?.setAttribute("open", "");
  }
}

function say(words, undo, trouble) {
  document.getElementById("say").textContent = words ?? "";
  toast.replaceChildren();
  if (!undo && !trouble) return;
  const note = document.createElement("p");
  const button = document.createElement("button");
  note.className = "note toast";
  button.className = "button";
  button.type = "button";
  button.textContent = "Undo";
  button.addEventListener("click", () => order("undo"));
  note.append(`${words} `, ...(undo ? [button] : []));
  toast.append(note);
}

function order(line) {
  orders.push(line);
  toast.replaceChildren();
  clearTimeout(timer);
  run();
}

form.addEventListener("input", (event) => {
  if (event.target.name?.startsWith("new-")) return;
  dirty = true;
  if (!stopped) later(DELAY);
});

// While a move is on its way the middle is about to be replaced: what is typed then would be lost.
form.addEventListener("beforeinput", (event) => ordering && event.preventDefault());

form.addEventListener("submit", (event) => {
  if (event.submitter && "native" in event.submitter.dataset) {
    dirty = false;
    return;
  }
  event.preventDefault();
  if (event.submitter?.value) return order(event.submitter.value);
  dirty = true;
  later(0);
});

form.addEventListener("keydown", (event) => {
  const adds = event.key === "Enter" && event.target.dataset.enter;
  const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const item = event.target.closest("[data-path]");
  if (adds) event.preventDefault(), order(adds);
  else if (event.altKey && step && item && !event.target.matches("input, textarea, select")) {
    event.preventDefault();
    order(`${step} ${item.dataset.path}`);
  }
});

let dragged = null;
const list = (item) => item?.closest("[data-order]");
const under = (event) => {
  const item = event.target.closest?.("[data-path]");
  return dragged && item && item !== dragged && list(item) === list(dragged) ? item : null;
};
form.addEventListener("dragstart", (event) => {
  if (!event.target.closest?.(".grip")) return;
  dragged = event.target.closest("[data-path]");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.path);
});
form.addEventListener("dragover", (event) => {
  const item = under(event);
  if (!item) return;
  event.preventDefault();
  item.classList.add("over");
});
form.addEventListener("dragleave", (event) => event.target.closest?.(".over")?.classList.remove("over"));
form.addEventListener("drop", (event) => {
  const item = under(event);
  if (!item) return;
  event.preventDefault();
  item.classList.remove("over");
  order(`to ${dragged.dataset.path} ${item.dataset.index}`);
});
form.addEventListener("dragend", () => (dragged = null));

// Links wait for what is not saved yet; anything else that leaves the page asks first.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || stopped || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || !(dirty || busy)) return;
  event.preventDefault();
  leaving = link.href;
  later(0);
});
addEventListener("beforeunload", (event) => dirty && event.preventDefault());

// What was typed before this script had come, over a slow line, is saved like the rest.
const early = [...form.elements].some((field) => field.name && field.type !== "hidden" && !field.name.startsWith("new-") && "defaultValue" in field && field.value !== field.defaultValue);
if (early) {
  dirty = true;
  later(DELAY);
}
