// Says what went wrong with a passkey, in the page instead of in the console alone.
const SAID = {
  NotAllowedError: "The passkey was not used: it was cancelled, took too long, or this device has none for this site.",
  InvalidStateError: "This device has already been added.",
  SecurityError: "Passkeys work only on the address that this Evenbar is set up for.",
};

document.addEventListener("allauth.error", (event) => {
  const place = document.getElementById("passkey_trouble");
  if (!place) return;
  event.preventDefault();
  const { exception } = event.detail;
  place.textContent = SAID[exception.name] ?? `The passkey could not be used: ${exception.message}`;
  place.hidden = false;
});
