// One key a deed. Single keys rest while somebody types and can be turned off (WCAG 2.1.4); with Alt they always work.
const STORE = "evenbar.single-keys";
const isTyping = (element) => element.matches("textarea, select, input:not([type=radio], [type=checkbox])");

export function keys(deeds) {
  const box = document.getElementById("single-keys");
  box.checked = localStorage.getItem(STORE) !== "off";
  box.addEventListener("change", () => localStorage.setItem(STORE, box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const { target, altKey, ctrlKey, metaKey } = event;
    if (target.closest("dialog") || event.isComposing) return;
    if (event.key === "Escape" && isTyping(target)) return target.blur();
    if (metaKey || ctrlKey || (!altKey && (isTyping(target) || !box.checked))) return;
    // With Alt some layouts type other letters, so the place of the key counts there.
    const key = altKey ? event.code.replace(/^(Key|Digit|Numpad)/, "").toLowerCase() : event.key;
    const deed = deeds[altKey && event.code === "Slash" ? "?" : key];
    if (!deed || deed(event) === false) return;
    event.preventDefault();
  });
}
