// One key a deed. Single keys rest while somebody types and can be turned off (WCAG 2.1.4); with Alt they always work.
import { shelf } from "./keeping.js";

const STORE = "evenbar.single-keys", isTyping = (element) => element.matches("textarea, select, input:not([type=radio], [type=checkbox])");

export function keys(deeds) {
  const box = document.getElementById("single-keys");
  box.checked = shelf?.getItem(STORE) !== "off";
  box.addEventListener("change", () => shelf?.setItem(STORE, box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const { target, altKey } = event;
    if (target.closest("dialog[open]") || event.isComposing || event.metaKey || event.ctrlKey) return;
    if (event.key === "Escape" && isTyping(target)) return target.blur();
    if (!altKey && (isTyping(target) || !box.checked)) return;
    // With Alt some layouts type other letters, so the place of the key counts there.
    const key = altKey && event.key !== "?" ? event.code.replace(/^(Key|Digit|Numpad)/, "").toLowerCase() : event.key;
    if (deeds[key] && deeds[key](event) !== false) event.preventDefault();
  });
}
