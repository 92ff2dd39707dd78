// Filing a line to a criterion: `#` and first letters while typing, or by dragging its time onto a criterion.
// The list beside each line does the same for everyone else.
const TAG = /(^|\s)#([\p{L}\p{N}-]*)$/u;

function matches(criteria, letters) {
  const word = letters.toLowerCase();
  return criteria.filter(({ id, name }) => {
    const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    return words.map((part) => part[0]).join("").startsWith(word) || [id, ...words].some((part) => part.startsWith(word));
  });
}

export function tagging({ form, criteria, file }) {
  const box = Object.assign(document.createElement("ul"), { id: "tagging", className: "tagging", hidden: true, role: "listbox", ariaLabel: "File to a criterion" });
  let field = null, active = 0;

  function close() {
    box.hidden = true;
    field?.removeAttribute("aria-activedescendant");
    field = null;
  }
  function pick({ dataset: { id } }) {
    const target = field, here = field.selectionStart, before = field.value.slice(0, here).replace(TAG, "$1");
    target.value = before + target.value.slice(here);
    target.setSelectionRange(before.length, before.length);
    close();
    target.dispatchEvent(new InputEvent("input", { bubbles: true }));
    file(target, id);
  }
  function mark(index) {
    active = (index + box.children.length) % box.children.length;
    for (const option of box.children) option.ariaSelected = option === box.children[active];
    field.setAttribute("aria-activedescendant", box.children[active].id);
  }
  form.addEventListener("input", ({ target }) => {
    const tag = target.tagName === "TEXTAREA" && target.value.slice(0, target.selectionStart).match(TAG);
    const found = tag ? matches(criteria, tag[2]) : [];
    if (!found.length) return close();
    field = target;
    field.setAttribute("aria-controls", box.id);
    box.replaceChildren(...found.map(({ id, name }) => {
      const option = Object.assign(document.createElement("li"), { id: `tag-${id}`, role: "option", textContent: name });
      option.dataset.id = id;
      return option;
    }));
    field.closest(".composer, .line, .evidence").append(box);
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

export function dragging({ form, file }) {
  let dragged = null;
  const place = (event) => dragged && event.target.closest("[data-step], .criterion");
  const unmark = () => { for (const old of form.querySelectorAll(".over")) old.classList.remove("over"); };
  form.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".line")?.dataset.id;
    if (dragged) event.dataTransfer.setData("text/plain", dragged);
  });
  form.addEventListener("dragover", (event) => {
    unmark();
    if (place(event)) { event.preventDefault(); place(event).classList.add("over"); }
  });
  form.addEventListener("drop", (event) => {
    if (!place(event)) return;
    event.preventDefault();
    file(dragged, place(event).dataset.step ?? place(event).dataset.criterion);
  });
  form.addEventListener("dragend", () => { dragged = null; unmark(); });
}
