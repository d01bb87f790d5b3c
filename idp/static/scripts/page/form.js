// Every form: the focus on what went wrong, a busy state, and one submission at a time.

const RELEASE_AFTER_MS = 10_000; // a stopped or failed navigation must not lock the page

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll(".is-busy")) {
    button.classList.remove("is-busy");
    const label = button.querySelector(".btn-label");
    label.textContent = label.dataset.idle;
  }
}

function hold(form, button) {
  form.dataset.sent = "";
  form.setAttribute("aria-busy", "true");
  const label = button?.querySelector(".btn-label");
  if (label) {
    button.classList.add("is-busy");
    label.dataset.idle = label.textContent;
    label.textContent = button.dataset.busy || label.textContent;
  }
  setTimeout(() => release(form), RELEASE_AFTER_MS);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if ("sent" in form.dataset) {
    event.preventDefault();
  } else if (!event.defaultPrevented) {
    hold(form, event.submitter);
  }
});

// Coming back by the browser's back button shows the page as it was left: let it go again.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.querySelectorAll("form[data-sent]").forEach(release);
  }
});

const summary = document.querySelector("[data-error-summary]");
(summary ?? document.querySelector("[aria-invalid]"))?.focus();
summary?.addEventListener("click", (event) => {
  const target = event.target.closest("a") && document.querySelector(event.target.closest("a").hash);
  if (target) {
    event.preventDefault();
    target.focus();
  }
});
