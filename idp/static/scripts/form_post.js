// Hands the answer to the application at once; the button remains for when this does not run.
// Called on the prototype because an answer may contain a field named "submit".
const form = document.querySelector("form[data-form-post]");
HTMLFormElement.prototype.submit.call(form);
