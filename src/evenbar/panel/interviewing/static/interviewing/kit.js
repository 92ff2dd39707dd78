// The kit page: one criterion in view, its lines drawn from the draft, ratings, undo, one key a deed.
import { dragging, tagging } from "./filing.js";
import { keys } from "./keys.js";
import { openSheet, say, set } from "./sheet.js";
import { timer } from "./timer.js";

const $ = (id) => document.getElementById(id), one = (selector) => document.querySelector(selector), all = (selector) => [...document.querySelectorAll(selector)];
const steps = all("[data-step]"), criteria = steps.map(({ dataset }) => ({ id: dataset.step, name: dataset.name }));
const name = (id) => criteria.find((row) => row.id === id)?.name, clock = (at) => (at ? new Date(at).toTimeString().slice(0, 5) : "");
const sheet = openSheet(draw), { form, draft } = sheet, composer = $("new"), template = $("line").content.firstElementChild, past = [];
let current = criteria[0]?.id, last = null, before, stamp = 0;

// Drawing: each line can be edited at one place, where it was typed, and is read at the other.
function draw() {
  const focused = document.activeElement?.name, open = all("textarea[data-line]");
  for (const list of all("[data-lines], [data-mirrors]")) list.replaceChildren();
  for (const field of open) sheet.find(field.dataset.line) ? (field.value = sheet.find(field.dataset.line).text) : empty(field);
  for (const line of draft.body.lines.filter((line) => line.text.trim() && !open.some((field) => field.dataset.line === line.id))) {
    const under = line.question && one(`[data-lines="${line.criterion}.${line.question}"]`), notes = one('[data-lines=""]');
    (under || notes).append(item(line));
    if (under) notes.append(mirror(line, name(line.criterion)));
    else if (line.criterion) one(`[data-mirrors="${line.criterion}"]`).append(mirror(line));
  }
  for (const list of all("[data-mirrors]")) list.closest(".filed").hidden = !list.children.length;
  for (const radio of all("[name^='rating.']")) radio.checked = String(draft.body.ratings[radio.name.slice(7)]) === radio.value;
  if (focused && document.activeElement === document.body) form.elements[focused]?.focus?.();
  progress();
}

function item(line) {
  const row = template.cloneNode(true), at = clock(line.at);
  row.dataset.id = line.id;
  row.classList.toggle("last", line.id === last);
  row.querySelector("time").textContent = at;
  Object.assign(row.querySelector("textarea"), { name: `text.${line.id}`, value: line.text, ariaLabel: `Note ${at}` });
  for (const select of row.querySelectorAll("select")) {
    const part = select.dataset.part;
    Object.assign(select, { name: `${part}.${line.id}`, value: line[part] ?? "" });
    select.classList.toggle("set", Boolean(line[part]));
  }
  return row;
}

function mirror(line, filed) {
  const row = Object.assign(document.createElement("li"), { className: "mirror" }), small = document.createElement("small");
  small.textContent = [clock(line.at), filed, line.prompted, line.direction].filter(Boolean).join(" · ");
  row.append(small, ` ${line.text}`);
  return row;
}

function progress() {
  before = JSON.stringify(draft.body);
  for (const step of steps) {
    const id = step.dataset.step, value = draft.body.ratings[id], chip = step.querySelector(".level"), isLevel = Number.isInteger(value);
    const lines = draft.body.lines.filter((line) => line.criterion === id && line.text.trim()).length;
    chip.textContent = isLevel ? value : "–";
    chip.dataset.level = isLevel ? value : "none";
    step.querySelector(".count").textContent = [lines && `${lines} note${lines > 1 ? "s" : ""}`, typeof value === "string" && value.replace("-", " ")].filter(Boolean).join(" · ");
  }
  for (const box of all("details.none")) box.open ||= Boolean(box.querySelector(":checked"));
  const line = sheet.find(last); // the note that the tag keys speak of
  $("latest").textContent = line?.text.trim() ? [clock(line.at), name(line.criterion) ?? "not filed", line.prompted, line.direction, line.text].filter(Boolean).join(" · ") : "";
  for (const row of all(".line")) row.classList.toggle("last", row.dataset.id === last);
}

// Changes: everything goes through here, so that it is saved and can be undone.
function changed({ redraw = true } = {}) {
  if (redraw || Date.now() - stamp > 1500) past.push(before);
  stamp = Date.now();
  sheet.touch();
  if (redraw) draw(); else progress();
}

function undo() {
  if (!past.length) return;
  sheet.replace(JSON.parse(past.pop()));
  sheet.touch();
}

function file(id, criterion) {
  set(sheet.find(id), "criterion", criterion);
  say(`Filed to ${name(criterion)}`);
  changed();
}

function tag(part, value) {
  const line = sheet.find(last);
  if (!line) return false;
  set(line, part, line[part] === value ? null : value);
  say(line[part] ?? `not ${value}`);
  changed();
}

const empty = (field) => { field.value = ""; delete field.dataset.line; };
function commit(field) { // the line typed so far is done; the field is free for the next
  last = field.dataset.line ?? last;
  empty(field);
  draw();
}

// Getting about, and rating.
function show(id, { focus = true } = {}) {
  current = id ?? current;
  for (const part of all(".criterion, .rate")) part.classList.toggle("current", (part.dataset.criterion ?? part.dataset.rate) === current);
  for (const step of steps) step.ariaCurrent = step.dataset.step === current ? "step" : null;
  if (focus) $(`h-${current}`)?.focus();
}

const go = (by) => show(criteria.at((criteria.findIndex((row) => row.id === current) + by) % criteria.length)?.id);
const fields = () => all(".criterion.current textarea[name^='new.']"), scale = () => one(".rate.current");
function nextQuestion() {
  const here = fields().findIndex((field) => field.closest("article, section").contains(document.activeElement));
  if (here >= 0 && here === fields().length - 1) go(1);
  fields().at(here + 1 < fields().length ? here + 1 : 0)?.focus();
}

function rate(value) {
  const radio = scale()?.querySelector(`[value="${value}"]`);
  if (!radio) return false;
  draft.body.ratings[current] = Number(value) || value;
  scale().querySelector("details.none").open = !Number(value);
  say(`${name(current)}: ${value.replace("-", " ")}`);
  changed();
}

function missing() {
  const box = scale()?.querySelector("details.none");
  if (!box) return false;
  box.open = true;
  box.querySelector("[value='not-reached']").focus();
}

const kind = (value, otherwise = () => false) => (event) => (event.target.closest("details.none") ? rate(value) : otherwise());
keys({
  ...Object.fromEntries(["1", "2", "3", "4", "5"].map((level) => [level, () => rate(level)])),
  0: missing, j: () => go(1), k: () => go(-1), q: nextQuestion, n: () => composer.focus(), z: undo, b: () => $("brief").showModal(),
  p: kind("not-planned", () => tag("prompted", "prompted")), r: kind("not-reached"), s: kind("nothing-shown"),
  u: () => tag("prompted", "unprompted"), f: () => tag("direction", "for"), a: () => tag("direction", "against"), "?": () => $("help").showModal(),
});

form.addEventListener("keydown", (event) => {
  const field = event.target, isNew = field.name?.startsWith("new");
  if (event.key !== "Enter" || field.tagName !== "TEXTAREA" || event.isComposing || !(event.ctrlKey || (isNew && !event.shiftKey))) return;
  if (isNew) commit(field);
  if (event.ctrlKey) nextQuestion();
  event.preventDefault();
});
form.addEventListener("input", ({ target }) => { last = target.dataset.line ?? last; changed({ redraw: target.tagName !== "TEXTAREA" }); });
form.addEventListener("focusin", ({ target }) => { last = target.closest(".line")?.dataset.id ?? target.dataset.line ?? last; progress(); });
form.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  if (at(".remove")) { draft.body.lines = draft.body.lines.filter((line) => line.id !== at(".line").dataset.id); changed(); composer.focus(); }
  if (at("#undo")) undo();
  if (at("[data-opens]")) $(at("[data-opens]").dataset.opens).showModal();
  if (at("[data-step]")) { event.preventDefault(); show(at("[data-step]").dataset.step); }
});
document.addEventListener("submit", async (event) => { // leaving for review or an earlier state: first everything is saved
  if (event.target !== form && !event.target.closest("#states-list")) return;
  event.preventDefault();
  if (!(await sheet.flush()) && $("state").dataset.state !== "sealed") return;
  if (event.target === form) location.assign(form.dataset.review); else event.target.submit();
});

if ($("timer")) timer($("timer"), $("pause"), form.dataset.key.replace("draft", "timer"));
tagging({ form, criteria, file: (field, id) => file(field.dataset.line ?? field.name.slice(5), id) });
dragging({ form, file });
show(current, { focus: false });
draw();
sheet.recover();
