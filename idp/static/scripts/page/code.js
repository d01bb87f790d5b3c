// <input data-code>: six digits. Whatever they are pasted with is left out; where there is nothing else to enter, the sixth
// digit sends the form, but not once more after an error.

const LENGTH = 6;
const ENTRIES = "input:not([type=hidden]), select, textarea";

for (const input of document.querySelectorAll("[data-code]")) {
  const sends = input.form.querySelectorAll(ENTRIES).length === 1 && !input.matches("[aria-invalid]");
  const told = document.getElementById(`${input.id}-auto`);
  if (sends) {
    told.hidden = false;
    input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), told.id].filter(Boolean).join(" "));
  }
  let before = input.value.length;
  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    const digits = input.value.replace(/[\s\u2010-\u2015-]/g, "");
    if (digits !== input.value) input.value = digits;
    if (sends && before < LENGTH && /^\d{6}$/.test(digits)) input.form.requestSubmit();
    before = digits.length;
  });
  if (input.matches("[aria-invalid]")) input.select();
}
