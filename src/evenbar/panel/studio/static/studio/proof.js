// Shows what the proof-reader says while people type: beside the text, at the field or line, in the list of parts.
// It asks about the text as it stands, in a request of its own; an answer about an older text is dropped.
import { form, replace, text } from "./editor.js";

const SHORTEST = 60, LONGEST = 1000;
const gutter = document.getElementById("gutter");
const status = document.getElementById("proof-says");
let timer, asking, took = 0, known = { parts: null, lines: {} };

async function ask() {
  const mine = (asking = new AbortController()), begun = performance.now();
  const body = new URLSearchParams(new FormData(form));
  try {
    const response = await fetch(form.dataset.proof, { method: "POST", body, headers: { Accept: "application/json" }, signal: mine.signal });
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    const answer = await response.json();
    if (mine === asking) show(answer);
  } catch {
    if (mine === asking && !mine.signal.aborted) document.getElementById("proof-state").textContent = "The proof-reader cannot be reached; this is about an earlier text.";
  }
  took = performance.now() - begun;
}

// A server that answers slowly is asked less often: what it is no longer asked for it still works at.
function soon() {
  asking?.abort();
  clearTimeout(timer);
  timer = setTimeout(ask, Math.min(Math.max(SHORTEST, took / 2), LONGEST));
}

function show(answer) {
  known = answer;
  replace(document.getElementById("piece-notes"), answer.pieces.notes);
  if (status.textContent !== answer.says) status.textContent = answer.says;
  for (const place of form.querySelectorAll(".found")) at(place, answer.found);
  dots();
  if (text) number();
}

function at(place, found) {
  const path = place.dataset.at;
  const mine = Object.entries(found).filter(([where]) => where === path || where.startsWith(`${path}/`));
  if (!mine.length && !place.firstChild) return;
  const lines = mine.flatMap(([, says]) => says).map(([severity, words]) => {
    const line = document.createElement("span");
    line.className = severity;
    line.textContent = words;
    return line;
  });
  place.replaceChildren(...lines);
}

// A save draws the list of parts anew; what was found in each is kept here.
function dots() {
  for (const place of known.parts ? form.querySelectorAll("[data-part]") : []) {
    const [severity, words] = known.parts[place.dataset.part] ?? ["", ""];
    place.className = `mark-of ${severity}`;
    place.title = words;
    place.firstElementChild.textContent = words && ` (${words})`;
  }
}

function number() {
  const count = text.value.split("\n").length;
  while (gutter.children.length > count) gutter.lastChild.remove();
  while (gutter.children.length < count) gutter.append(document.createElement("li"));
  for (const [index, line] of [...gutter.children].entries()) {
    const sign = known.lines[index + 1] ?? "";
    if (line.className !== sign) line.className = sign;
  }
  text.rows = count;
  if (Object.values(known.lines).includes("problem")) text.setAttribute("aria-invalid", "true");
  else text.removeAttribute("aria-invalid");
}

function go(place) {
  for (let part = place.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
  const focusable = "a[href], button, input, select, textarea, summary, [tabindex]";
  (place.matches(focusable) ? place : place.querySelector(focusable))?.focus();
  place.scrollIntoView({ block: "center" });
}

function offset(line, column) {
  const lines = text.value.split("\n");
  const before = [...(lines[line - 1] ?? "")].slice(0, column - 1).join(""); // columns count signs, not halves of them
  return lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + before.length;
}

form.addEventListener("input", (event) => {
  if (event.target.name?.startsWith("new-")) return;
  if (text && text.value.split("\n").length !== gutter.children.length) number();
  soon();
});

form.addEventListener("taken", (event) => {
  dots();
  if (event.detail) asking?.abort(), clearTimeout(timer), ask();
});

form.addEventListener("click", (event) => {
  const there = document.getElementById(event.target.closest("[data-show]")?.dataset.show);
  const { line, column, end } = event.target.closest("[data-line]")?.dataset ?? {};
  if (there) event.preventDefault(), go(there);
  if (!line || !text) return;
  const start = offset(Number(line), Number(column ?? 1));
  text.focus({ preventScroll: true });
  text.setSelectionRange(start, end ? offset(...end.split(" ").map(Number)) : start);
  gutter.children[line - 1]?.scrollIntoView({ block: "center" });
});

const place = location.hash && document.getElementById(location.hash.slice(1));
if (place) go(place);
