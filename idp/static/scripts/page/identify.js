// A password manager fills the name and, out of sight, the password. Who types another name does not mean that password.

for (const password of document.querySelectorAll("[data-filled]")) {
  const name = password.form.elements.email;
  name.addEventListener("beforeinput", (event) => {
    if (event.inputType !== "insertReplacementText") password.value = "";
  });
}
