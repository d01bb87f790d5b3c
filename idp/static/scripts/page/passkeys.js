// Passkeys. <form data-passkey="create" | "get" data-passkey-options="…">: its button asks the browser, and the answer
// leaves as JSON text in the form's field "credential", so that it is sent, guarded and redirected as any form.
// With data-passkey-autofill the browser offers passkeys in the name field as well. A field with data-ticked-as="id" says
// whether that box, of the form beside it, is ticked.

const api = window.PublicKeyCredential;

// Browsers before 2025 don't speak JSON here; then the fields that we use are translated one by one.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));

function parse(act, json) {
  const parser = act === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
  if (api[parser]) return api[parser](json);
  const options = { ...json, challenge: bytes(json.challenge) };
  if (json.user) options.user = { ...json.user, id: bytes(json.user.id) };
  if (json.excludeCredentials) options.excludeCredentials = withBytes(json.excludeCredentials);
  if (json.allowCredentials) options.allowCredentials = withBytes(json.allowCredentials);
  return options;
}

function toJson(credential) {
  if (credential.toJSON) return credential.toJSON();
  const answer = credential.response;
  const response = { transports: answer.getTransports?.() };
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer[name]) response[name] = text(answer[name]);
  }
  const { id, type, authenticatorAttachment } = credential;
  return { id, rawId: id, type, authenticatorAttachment, response, clientExtensionResults: credential.getClientExtensionResults() };
}

async function fetchOptions(form) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.passkeyOptions, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return answer.json();
}

function tell(form, text) {
  const place = form.querySelector("[data-passkey-message]");
  place.querySelector("span").textContent = text;
  place.hidden = !text;
}

const RENEW_AFTER_MS = 4 * 60_000; // a challenge is good for five minutes, and a page may be open for longer
let waiting; // the request behind the name field: there may be only one at a time

async function ask(form, more) {
  const act = form.dataset.passkey;
  const options = await fetchOptions(form);
  const credential = await navigator.credentials[act]({ publicKey: parse(act, options), ...more });
  form.elements.credential.value = JSON.stringify(toJson(credential));
  for (const each of form.querySelectorAll("[data-ticked-as]")) {
    each.value = document.getElementById(each.dataset.tickedAs).checked ? "y" : "";
  }
  form.requestSubmit();
}

async function askAtOnce(form) {
  waiting?.abort();
  tell(form, "");
  form.setAttribute("aria-busy", "true");
  try {
    await ask(form);
  } catch (error) {
    const { cancelled, known, failed } = form.dataset;
    tell(form, { NotAllowedError: cancelled, AbortError: cancelled, InvalidStateError: known }[error.name] ?? failed);
    offer(form);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

async function offer(form) {
  if (!("passkeyAutofill" in form.dataset) || !(await api.isConditionalMediationAvailable?.())) return;
  const mine = (waiting = new AbortController());
  setTimeout(() => {
    if (mine.signal.aborted) return;
    mine.abort();
    offer(form);
  }, RENEW_AFTER_MS);
  // Whoever comes back to an old page gets no error for it: the button still works, with a new challenge.
  await ask(form, { mediation: "conditional", signal: mine.signal }).catch(() => {});
}

for (const form of api ? document.querySelectorAll("[data-passkey]") : []) {
  form.hidden = false;
  form.querySelectorAll("[data-passkey-supported]").forEach((part) => (part.hidden = false));
  form.addEventListener("submit", (event) => {
    if (form.elements.credential.value || event.submitter?.name === "ui_language") return;
    event.preventDefault();
    if (!form.hasAttribute("aria-busy")) askAtOnce(form);
  });
  offer(form);
}
if (!api) document.querySelectorAll("[data-passkey-unsupported]").forEach((part) => (part.hidden = false));

// Back by the browser's back button: an answer is good once.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.querySelectorAll("[data-passkey]").forEach((form) => (form.elements.credential.value = ""));
});
