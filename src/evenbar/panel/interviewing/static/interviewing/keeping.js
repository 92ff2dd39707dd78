// Keeps a draft: sends it within a second of the last keystroke, repeats until it is acknowledged, holds a copy in
// this browser meanwhile, and lets nothing be overwritten unseen. What the draft holds is sheet.js's matter.
const PAUSE = 600, LONGEST = 2500, PATIENCE = 15000;
const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
export const token = () => Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(16).padStart(2, "0")).join("");
export const shelf = (() => { try { return localStorage; } catch { return null; } })(); // null where the browser forbids it

export function keeper({ form, draft, show, replace, choose }) {
  const { save: url, key } = form.dataset;
  let tab = token(), heir = {}; // of which other pages' texts, up to which count, this one goes on from
  let revision = Number(form.elements.revision.value), count = 0, sending = null, timer, first, wait = 1000;
  let dirty = false, typed = false, halted = false; // unsaved; touched since the last sending; waiting for somebody
  const stored = () => `${key}.${tab}`;
  const message = () => JSON.stringify({ revision, tab, count, heir, body: draft.body });
  const forget = () => shelf?.removeItem(stored());
  const stands = (at) => { revision = form.elements.revision.value = at; };

  function hold() { // a copy in this browser; where there is no room for one the page itself still holds the text
    try { shelf.setItem(stored(), message()); return true; } catch { return false; }
  }
  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }
  function touch() { // the count names a text, so that the server knows a repeat from a newer one
    dirty = typed = true;
    count += 1;
    hold();
    if (halted) return;
    first ??= Date.now();
    later(Math.max(0, Math.min(PAUSE, first + LONGEST - Date.now())));
    show("saving");
  }
  function again(state) { // not acknowledged: say so, keep it, try again with growing pauses
    dirty = true;
    show(hold() ? state : "unkept");
    later(wait);
    wait = Math.min(wait * 2, 30000);
  }
  function send() {
    if (!sending && dirty && !halted) sending = post().finally(() => { sending = null; if (typed && !halted) later(PAUSE); });
    return sending;
  }
  const request = (extra) => fetch(url, {
    method: "POST", redirect: "manual", body: message(), ...extra,
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": cookie("csrftoken") },
  });

  async function post() {
    clearTimeout(timer);
    first = undefined; dirty = typed = false;
    show("saving");
    let answer, said;
    try {
      answer = await request({ signal: AbortSignal.timeout(PATIENCE) });
      said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    } catch { return again("offline"); }
    if (answer.ok && said.revision) return acknowledged(said);
    if (said.current) return conflict(said.current);
    if (said.sealed) { halted = true; return show("sealed"); }
    if (said.refused) { dirty = true; hold(); return show("refused", said.refused); }
    return again(answer.status >= 500 || answer.status === 429 ? "offline" : "signed-out");
  }
  function acknowledged(said) {
    stands(said.revision);
    wait = 1000;
    heir = {};
    if (dirty) return hold(); // more was typed meanwhile; send() goes on
    forget();
    show("saved", said.saved_at);
  }
  async function conflict(current) {
    halted = dirty = true;
    hold();
    show("conflict");
    const choice = await choose(current);
    halted = false;
    count += 1;
    heir = {};
    stands(current.revision);
    if (choice !== "mine") replace(choice === "both" ? current.merged : current.body);
    if (choice !== "other") { wait = 1000; hold(); return later(0); }
    dirty = false;
    forget();
    show("saved", current.saved_at);
  }

  async function flush() { // true once the server has everything
    if (sending) await sending;
    if (dirty) await send();
    return !dirty && !halted;
  }
  async function recover() { // what a closed tab or a lost connection left in this browser
    for (const name of Object.keys(shelf ?? {}).filter((name) => name.startsWith(`${key}.`) && name !== stored())) {
      if (dirty) return; // still unsent: the rest waits for the next visit
      const copy = JSON.parse(shelf.getItem(name));
      // That page's own last request may still be on its way: it is an ancestor of this text, and no conflict. A second
      // copy comes from yet another page, so it is sent under a name of its own.
      ({ revision } = copy);
      heir = { ...copy.heir, [copy.tab]: copy.count };
      tab = token();
      count = 1;
      replace(copy.body);
      dirty = true;
      if (hold()) shelf.removeItem(name);
      await send();
    }
  }
  function leave() { // the page may never hear the answer, so the copy stays until the next visit
    if (!dirty && !sending) return;
    hold();
    request({ keepalive: true }).catch(() => {});
  }
  async function refresh() { // back on a page where nothing waits: show what another device saved since
    if (dirty || sending || halted) return send();
    const answer = await fetch(url, { redirect: "manual", headers: { Accept: "application/json" } }).catch(() => null);
    const said = answer?.ok ? await answer.json() : {};
    if (!(said.revision > revision) || dirty || sending) return;
    stands(said.revision);
    replace(said.body);
    show("saved", said.saved_at);
  }

  addEventListener("pagehide", leave);
  addEventListener("online", () => { wait = 1000; send(); });
  addEventListener("offline", () => { if (dirty) show("offline"); });
  document.addEventListener("visibilitychange", () => (document.hidden ? send() : refresh()));
  return { touch, flush, recover };
}
