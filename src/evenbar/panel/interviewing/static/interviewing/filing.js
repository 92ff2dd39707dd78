// Filing a line to a criterion: `#` and first letters while typing, or by dragging its time onto a criterion.
// The list beside each line does the same for everyone else.
const TAG = /(^|\s)#([\p{L}\p{N}-]*)$/u;

export function matches(criteria, letters) {
  const word = letters.toLowerCase();
  return criteria.filter(({ id, name }) => {
    const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    return words.map((part) => part[0]).join("").startsWith(word) || [id, ...words].some((part) => part.startsWith(word));
  });
}

export function tagging({ form, criteria, file }) {
  const box = document.createElement("ul");
  Object.assign(box, { id: "tagging", className: "tagging", hidden: true, role: "listbox", ariaLabel: "File to a criterion" });
  form.append(box);
  let field = null, active = 0;

  function close() {
    box.hidden = true;
    field?.removeAttribute("aria-activedescendant");
    field = null;
  }

  function pick(option) {
    const before = field.value.slice(0, field.selectionStart).replace(TAG, "$1"), after = field.value.slice(field.selectionStart);
    const target = field;
    target.value = before + after;
    target.setSelectionRange(before.length, before.length);
    close();
    target.dispatchEvent(new InputEvent("input", { bubbles: true }));
    file(target, option.dataset.id);
  }

  function mark(index) {
    active = (index + box.children.length) % box.children.length;
    for (const [place, option] of [...box.children].entries()) option.setAttribute("aria-selected", place === active);
    field.setAttribute("aria-activedescendant", box.children[active].id);
  }

  form.addEventListener("input", ({ target }) => {
    const tag = target.tagName === "TEXTAREA" && target.value.slice(0, target.selectionStart).match(TAG);
    const found = tag ? matches(criteria, tag[2]) : [];
    if (!found.length) return close();
    field = target;
    box.replaceChildren(...found.map(({ id, name }) => Object.assign(document.createElement("li"), { id: `tag-${id}`, role: "option", textContent: name })));
    found.forEach(({ id }, index) => { box.children[index].dataset.id = id; });
    field.setAttribute("aria-controls", box.id);
    (field.closest(".composer, .line, .evidence") ?? form).append(box);
    box.hidden = false;
    mark(0);
  });
  form.addEventListener("keydown", (event) => {
    if (box.hidden || event.target !== field) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(active + step);
    else if (["Enter", "Tab"].includes(event.key)) pick(box.children[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  box.addEventListener("pointerdown", (event) => { event.preventDefault(); if (event.target.dataset.id) pick(event.target); });
  form.addEventListener("focusout", close);
}

export function dragging({ form, drop }) {
  let dragged = null;
  const place = (target) => target.closest?.("[data-step], .criterion");
  form.addEventListener("dragstart", (event) => {
    dragged = event.target.closest(".line")?.dataset.id;
    if (dragged) event.dataTransfer.setData("text/plain", dragged);
  });
  form.addEventListener("dragover", (event) => {
    for (const old of form.querySelectorAll(".over")) old.classList.remove("over");
    if (dragged && place(event.target)) { event.preventDefault(); place(event.target).classList.add("over"); }
  });
  form.addEventListener("drop", (event) => {
    const target = dragged && place(event.target);
    if (!target) return;
    event.preventDefault();
    drop(dragged, target.dataset.step ?? target.dataset.criterion);
  });
  form.addEventListener("dragend", () => { dragged = null; for (const old of form.querySelectorAll(".over")) old.classList.remove("over"); });
}
