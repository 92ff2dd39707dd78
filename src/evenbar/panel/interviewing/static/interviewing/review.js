// The review keeps the draft while somebody settles what is missing, then submits the form as it stands.
import { openSheet } from "./sheet.js";

let drawn = true; // another version was chosen: once it is saved the server draws it
const sheet = openSheet(() => { drawn = false; }, () => { if (!drawn) location.reload(); });
document.getElementById("refused")?.focus();
sheet.form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!(await sheet.flush())) return;
  for (const field of sheet.form.querySelectorAll("[name^=new]")) field.disabled = true; // its text is a saved line by now
  sheet.form.submit();
});
// What was whispered was about the words that stood there.
sheet.form.addEventListener("input", (event) => {
  if (event.target.name?.startsWith("text.")) document.getElementById(`whisper-${event.target.name.slice(5)}`)?.remove();
});
sheet.recover();
