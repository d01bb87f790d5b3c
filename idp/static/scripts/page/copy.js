// <button data-copy="id-of-the-text" data-copied="Copied" hidden>: appears only where copying works.

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.querySelector(".btn-label") ?? button;
  const idle = label.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    label.textContent = button.dataset.copied;
    setTimeout(() => (label.textContent = idle), 2500);
  });
}
