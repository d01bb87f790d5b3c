// Show a password on request, and tick the rules of a new one while it is typed.

for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  const show = (visible) => {
    input.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  // Browsers remember what was typed into a text field: it leaves as a password.
  input.form.addEventListener("submit", () => show(false));
  addEventListener("pageshow", () => show(false));
}

for (const list of document.querySelectorAll("[data-rules]")) {
  const input = document.getElementById(list.dataset.rules);
  const rules = [...list.querySelectorAll("[data-pattern]")].map((item) => ({
    item,
    state: item.querySelector("[data-state]"),
    pattern: new RegExp(item.dataset.pattern, "su"),
  }));
  const tick = () => {
    for (const { item, state, pattern } of rules) {
      const met = input.value !== "" && pattern.test(input.value);
      item.classList.toggle("is-met", met);
      state.textContent = input.value ? ` (${met ? list.dataset.met : list.dataset.open})` : "";
    }
  };
  input.addEventListener("input", tick);
  tick();
}
