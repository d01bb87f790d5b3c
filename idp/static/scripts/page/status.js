// What a page says by itself, read aloud by screen readers: what was done before it came (data-announce: a live region
// speaks only of what changes in it later), and that its time runs out.

const SETTLED_MS = 300; // a screen reader begins with the title of a new page
const SILENT_AFTER_MS = 10_000; // whoever reads on does not meet the same words twice
const ASKED_BEFORE_MS = 5 * 60_000;
const LOOK_EVERY_MS = 5_000;

const region = document.querySelector("[data-announcer]");
let silence;

function announce(text) {
  clearTimeout(silence);
  region.textContent = text;
  silence = setTimeout(() => (region.textContent = ""), SILENT_AFTER_MS);
}

const said = [...document.querySelectorAll("[data-announce]")].map((each) => each.textContent.trim().replace(/\s+/g, " "));
if (said.length) setTimeout(announce, SETTLED_MS, said.join(" "));

function watch(form) {
  const text = form.querySelector("[data-time-text]");
  let endsAt, askAt, timer, came;

  function wait(seconds) {
    endsAt = Date.now() + seconds * 1000;
    askAt = endsAt - Math.min(ASKED_BEFORE_MS, seconds * 500);
    timer = setInterval(look, LOOK_EVERY_MS);
  }
  function tell(words) {
    form.hidden = false;
    if (words) text.textContent = words;
    announce(text.textContent);
  }
  function look() {
    if (Date.now() >= endsAt) {
      clearInterval(timer);
      tell(form.dataset.over);
      form.querySelector("button")?.remove();
    } else if (Date.now() >= askAt && form.hidden) {
      tell();
    }
  }
  async function extend(event) {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    const headers = { Accept: "application/json" };
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers, redirect: "error" });
      const { seconds, text: next, told } = answer.ok ? await answer.json() : Promise.reject(answer.status);
      clearInterval(timer);
      form.hidden = true;
      text.textContent = next;
      (came ?? document.querySelector("main")).focus();
      wait(seconds);
      announce(told);
    } catch {
      tell(form.dataset.failed);
    }
  }
  form.addEventListener("focusin", (event) => (came = form.contains(event.relatedTarget) ? came : event.relatedTarget));
  form.addEventListener("submit", extend);
  document.addEventListener("visibilitychange", look);
  wait(Number(form.dataset.timeLimit));
}

document.querySelectorAll("[data-time-limit]").forEach(watch);
