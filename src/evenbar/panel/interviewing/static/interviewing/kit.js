// The kit page: one criterion in view, its lines drawn from the draft, ratings, timer, undo.
import { dragging, tagging } from "./filing.js";
import { keys } from "./keys.js";
import { openSheet, set } from "./sheet.js";

const $ = (id) => document.getElementById(id), all = (selector) => [...document.querySelectorAll(selector)];
const steps = all("[data-step]"), criteria = steps.map((step) => ({ id: step.dataset.step, name: step.dataset.name }));
const name = (id) => criteria.find((row) => row.id === id)?.name, clock = (at) => (at ? new Date(at).toTimeString().slice(0, 5) : "");
const sheet = openSheet(draw), { form, draft } = sheet, composer = $("new"), template = $("line").content.firstElementChild;
const past = [];
let current = criteria[0]?.id, last = null, before = JSON.stringify(draft.body), stamp = 0;

// Drawing: each line can be edited at one place, where it was typed, and is read at the other.
const isOpen = (line) => all("[data-line]").some((field) => field.dataset.line === line.id);

function draw() {
  const focused = document.activeElement?.name;
  for (const list of all("[data-lines], [data-mirrors]")) list.replaceChildren();
  for (const line of draft.body.lines.filter((line) => line.text.trim() && !isOpen(line))) {
    const under = line.question && document.querySelector(`[data-lines="${line.criterion}.${line.question}"]`);
    const notes = document.querySelector('[data-lines=""]');
    (under ?? notes).append(item(line));
    if (under) notes.append(mirror(line, name(line.criterion)));
    else if (line.criterion) document.querySelector(`[data-mirrors="${line.criterion}"]`).append(mirror(line));
  }
  for (const list of all("[data-mirrors]")) list.closest(".filed").hidden = !list.children.length;
  for (const field of all("textarea[data-line]")) sheet.find(field.dataset.line) ? (field.value = sheet.find(field.dataset.line).text) : empty(field);
  for (const radio of all("[name^='rating.']")) radio.checked = String(draft.body.ratings[radio.name.slice(7)]) === radio.value;
  if (focused && document.activeElement === document.body) form.elements[focused]?.focus?.();
  progress();
}

function item(line) {
  const row = template.cloneNode(true), [field, time] = [row.querySelector("textarea"), row.querySelector("time")];
  Object.assign(row.dataset, { id: line.id });
  row.classList.toggle("last", line.id === last);
  time.textContent = clock(line.at);
  Object.assign(field, { name: `text.${line.id}`, value: line.text, ariaLabel: `Note ${time.textContent}` });
  for (const select of row.querySelectorAll("select")) {
    const part = select.dataset.part;
    Object.assign(select, { name: `${part}.${line.id}`, value: line[part] ?? "", ariaLabel: { criterion: "File to", prompted: "Prompted or unprompted", direction: "For or against" }[part] });
    select.classList.toggle("set", Boolean(line[part]));
  }
  return row;
}

function mirror(line, filed) {
  const row = document.createElement("li"), small = document.createElement("small");
  row.className = "mirror";
  small.textContent = [clock(line.at), filed, line.prompted, line.direction].filter(Boolean).join(" · ");
  row.append(small, ` ${line.text}`);
  return row;
}

function progress() {
  before = JSON.stringify(draft.body);
  for (const step of steps) {
    const id = step.dataset.step, value = draft.body.ratings[id], chip = step.querySelector(".level");
    const lines = draft.body.lines.filter((line) => line.criterion === id && line.text.trim()).length;
    chip.textContent = Number.isInteger(value) ? value : "–";
    chip.dataset.level = Number.isInteger(value) ? value : "none";
    step.querySelector(".count").textContent = [lines && `${lines} note${lines > 1 ? "s" : ""}`, typeof value === "string" && value.replace("-", " ")].filter(Boolean).join(" · ");
  }
  for (const box of all("details.none")) if (box.querySelector(":checked")) box.open = true;
  const line = sheet.find(last); // the note that the tag keys speak of
  $("latest").textContent = line?.text.trim() ? [clock(line.at), name(line.criterion) ?? "not filed", line.prompted, line.direction, line.text].filter(Boolean).join(" · ") : "";
}

// Changes: everything goes through here, so that it is saved and can be undone.
function changed({ redraw = true } = {}) {
  if (Date.now() - stamp > 1500 || redraw) past.push(before);
  stamp = Date.now();
  sheet.touch();
  if (redraw) draw(); else progress();
}

function undo() {
  if (!past.length) return;
  sheet.replace(JSON.parse(past.pop()));
  sheet.touch();
}

const empty = (field) => { field.value = ""; delete field.dataset.line; };

function file(id, criterion) {
  set(sheet.find(id), "criterion", criterion);
  changed();
}

function tag(part, value) {
  const line = sheet.find(last);
  if (!line) return false;
  set(line, part, line[part] === value ? null : value);
  changed();
}

function commit(field) { // the line typed so far is done; the field is free for the next
  last = field.dataset.line ?? last;
  empty(field);
  draw();
}

// Getting about.
function show(id, { focus = true } = {}) {
  current = id ?? current;
  for (const part of all(".criterion, .rate")) part.classList.toggle("current", (part.dataset.criterion ?? part.dataset.rate) === current);
  for (const step of steps) if (step.dataset.step === current) step.setAttribute("aria-current", "step"); else step.removeAttribute("aria-current");
  if (focus) $(`h-${current}`)?.focus();
}

const go = (by) => show(criteria[(criteria.findIndex((row) => row.id === current) + by + criteria.length) % criteria.length]?.id);

function nextQuestion() {
  const fields = all(".criterion.current textarea[name^='new.']"), here = fields.findIndex((field) => field.closest("article, section")?.contains(document.activeElement));
  if (here === fields.length - 1) { go(1); return all(".criterion.current textarea[name^='new.']")[0]?.focus(); }
  fields[here + 1]?.focus();
}

const scale = () => document.querySelector(".rate.current");
function rate(value) {
  const radio = scale()?.querySelector(`[value="${value}"]`);
  if (!radio) return false;
  radio.checked = true;
  draft.body.ratings[current] = Number(value) || value;
  scale().querySelector("details.none").open = typeof draft.body.ratings[current] === "string";
  changed();
}

function missing() {
  const box = scale()?.querySelector("details.none");
  if (!box) return false;
  box.open = true;
  box.querySelector("[value='not-reached']").focus();
}

const kind = (event, value, otherwise) => (event.target.closest("details.none") ? rate(value) : otherwise());
keys({
  ...Object.fromEntries([1, 2, 3, 4, 5].map((level) => [level, () => rate(String(level))])),
  0: missing, j: () => go(1), k: () => go(-1), q: nextQuestion, n: () => composer.focus(), z: undo,
  p: (event) => kind(event, "not-planned", () => tag("prompted", "prompted")), u: () => tag("prompted", "unprompted"),
  r: (event) => kind(event, "not-reached", () => false), s: (event) => kind(event, "nothing-shown", () => false),
  f: () => tag("direction", "for"), a: () => tag("direction", "against"), b: () => $("brief").showModal(), "?": () => $("help").showModal(),
});

form.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || field.tagName !== "TEXTAREA" || event.isComposing) return;
  if (event.ctrlKey) { if (field.name.startsWith("new")) commit(field); nextQuestion(); event.preventDefault(); }
  else if (!event.shiftKey && field.name.startsWith("new")) { commit(field); event.preventDefault(); }
});
form.addEventListener("input", ({ target }) => { if (target.dataset.line) last = target.dataset.line; changed({ redraw: target.tagName === "SELECT" }); });
form.addEventListener("focusin", ({ target }) => {
  last = target.closest(".line")?.dataset.id ?? target.dataset.line ?? last;
  for (const row of all(".line")) row.classList.toggle("last", row.dataset.id === last);
});
form.addEventListener("click", (event) => {
  const { target } = event, step = target.closest("[data-step]"), row = target.closest(".line");
  if (target.closest(".remove")) { draft.body.lines = draft.body.lines.filter((line) => line.id !== row.dataset.id); changed(); composer.focus(); }
  if (target.closest("#undo")) undo();
  if (target.closest("[data-opens]")) $(target.closest("[data-opens]").dataset.opens).showModal();
  if (step) { show(step.dataset.step); event.preventDefault(); }
});
document.addEventListener("submit", async (event) => { // leaving for review or an earlier state: first everything is saved
  if (event.target !== form && !event.target.closest("#states-list")) return;
  event.preventDefault();
  if (!(await sheet.flush()) && $("state").dataset.state !== "sealed") return;
  if (event.target === form) location.assign(form.dataset.review); else event.target.submit();
});

// The timer counts down and never blocks; a pause moves its end.
function timer(shown, button) {
  const key = `${form.dataset.key.replace("draft", "timer")}`, kept = JSON.parse(localStorage.getItem(key) ?? '{"paused":0,"since":null}');
  const starts = Date.parse(shown.dataset.starts), length = Number(shown.dataset.minutes) * 60000;
  const span = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;
  function tick() {
    const now = kept.since ?? Date.now(), left = starts + length + kept.paused - now;
    shown.textContent = now < starts ? `begins ${clock(starts)}` : left >= 0 ? `${span(left)} left` : left > -7200000 ? `${span(-left)} over` : "over";
    shown.classList.toggle("warn", now >= starts && left < 300000);
    button.textContent = kept.since ? "Resume" : "Pause";
    button.hidden = now < starts || left <= -7200000;
  }
  button.addEventListener("click", () => {
    if (kept.since) kept.paused += Date.now() - kept.since;
    kept.since = kept.since ? null : Date.now();
    localStorage.setItem(key, JSON.stringify(kept));
    tick();
  });
  tick();
  setInterval(tick, 1000);
}

if ($("timer")) timer($("timer"), $("pause"));
tagging({ form, criteria, file: (field, id) => file(field.dataset.line ?? field.name.slice(5), id) });
dragging({ form, drop: file });
show(current, { focus: false });
draw();
sheet.recover();
