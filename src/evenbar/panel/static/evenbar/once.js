// A form is sent once: the second click of a double click is dropped, until the answer is there or is overdue.
// Scripts that send by themselves (htmx, the kit, the studio) have prevented the event before it comes here.
const OVERDUE = 5000;
const sent = new WeakSet();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) return event.preventDefault();
  sent.add(form);
  setTimeout(() => sent.delete(form), OVERDUE);
});
