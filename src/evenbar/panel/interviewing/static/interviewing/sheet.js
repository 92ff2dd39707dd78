// What kit and review share: a form bound to the body of a draft by the names of its fields, its state in the
// header, and the choice between two versions.
import { keeper, token } from "./keeping.js";

const SAID = {
  saving: () => "Saving…",
  saved: (at) => `Saved at ${at}`,
  offline: () => "Offline: kept in this browser, sent when the connection is back",
  unkept: () => "Offline, and this browser keeps no copy: leave this page open",
  "signed-out": (_, owner) => `Not saved: sign in again as ${owner} in another tab. Nothing is lost.`,
  conflict: () => "Changed elsewhere: choose what to keep",
  refused: (why) => `Not saved: ${why}`,
  sealed: () => "Submitted elsewhere: what this page has since is not part of it",
};

export function openSheet(redraw, saved = () => {}) {
  const form = document.getElementById("sheet"), state = document.getElementById("state");
  const draft = { body: JSON.parse(document.getElementById("draft").textContent) };
  const find = (id) => draft.body.lines.find((line) => line.id === id);
  const replace = (body) => { draft.body = body; redraw(); };
  const keep = keeper({ form, draft, show, replace, choose });

  function show(name, detail) {
    const text = SAID[name](detail, form.dataset.owner);
    if (state.dataset.state !== name && !["saving", "saved"].includes(name)) say(text);
    state.dataset.state = name;
    state.textContent = text;
    if (name === "saved") saved();
  }
  form.addEventListener("input", ({ target }) => { if (write(draft.body, find, target)) keep.touch(); });
  return { form, draft, find, replace, ...keep };
}

export const say = (text) => { document.getElementById("spoken").textContent = text; };

function write(body, find, field) { // true when the field is part of the draft
  const [part, id, question] = (field.name ?? "").split(".");
  if (part === "note") body.note = field.value;
  else if (part === "rating") body.ratings[id] = Number(field.value) || field.value;
  else if (part === "new") {
    if (!find(field.dataset.line)) body.lines.push(begin(field, id ?? null, question ?? null));
    find(field.dataset.line).text = field.value;
  } else if (["text", "criterion", "prompted", "direction"].includes(part)) set(find(id), part, field.value);
  else return false;
  return true;
}

export function set(line, part, value) {
  line[part] = part === "text" ? value : value || null;
  if (part === "criterion") line.question = null;
}

function begin(field, criterion, question) {
  const id = field.dataset.line = token();
  return { id, text: "", criterion, question, prompted: null, direction: null, at: new Date().toISOString() };
}

function choose(current) { // both versions are shown; the page goes on with one of them, or with both
  const dialog = document.getElementById("choice");
  // The server has drawn and escaped both.
  document.getElementById("choice-shown").replaceChildren(...new DOMParser().parseFromString(current.shown, "text/html").body.childNodes);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.oncancel = (event) => event.preventDefault();
    dialog.onclick = ({ target }) => { if (target.closest("button")) { dialog.close(); resolve(target.closest("button").value); } };
  });
}
