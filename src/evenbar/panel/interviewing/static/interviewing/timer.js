// The timer counts down and never blocks; a pause moves its end.
import { shelf } from "./keeping.js";

const span = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

export function timer(shown, button, key) {
  const kept = JSON.parse(shelf?.getItem(key) ?? '{"paused":0,"since":null}');
  const starts = Date.parse(shown.dataset.starts), ends = starts + Number(shown.dataset.minutes) * 60000;
  function tick() {
    const left = ends + kept.paused - (kept.since ?? Date.now()), isAhead = Date.now() < starts, isLong = left < -7200000;
    button.hidden = isAhead || isLong;
    button.textContent = kept.since ? "Resume" : "Pause";
    if (isAhead) return; // the page says when it begins
    shown.textContent = isLong ? "over" : left < 0 ? `${span(-left)} over` : `${span(left)} left`;
    shown.classList.toggle("warn", left < 300000);
  }
  button.addEventListener("click", () => {
    if (kept.since) kept.paused += Date.now() - kept.since;
    kept.since = kept.since ? null : Date.now();
    shelf?.setItem(key, JSON.stringify(kept));
    tick();
  });
  tick();
  setInterval(tick, 1000);
}
