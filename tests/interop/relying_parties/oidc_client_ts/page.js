// A single-page application: the tokens stay in this page's session storage, every call to the provider is cross-origin.
const settings = await (await fetch("/settings.json")).json();
const manager = new oidc.UserManager({
  ...settings,
  loadUserInfo: true,
  automaticSilentRenew: false,
  userStore: new oidc.WebStorageStateStore({ store: sessionStorage }),
});

let turn = 0;

async function show(error = null) {
  const user = await manager.getUser();
  document.querySelector("#session").textContent = JSON.stringify({
    turn: turn++,
    error: error && (error.error ?? String(error)),
    signed_in: Boolean(user),
    profile: user?.profile ?? null,
    access_token: user?.access_token ?? null,
    refresh_token: user?.refresh_token ?? null,
  });
}

function press(id, action) {
  document.querySelector(id).addEventListener("click", () => action().then(() => show(), show));
}

press("#sign-in", () => manager.signinRedirect());
press("#refresh", () => manager.signinSilent());
press("#revoke", () => manager.revokeTokens(["refresh_token"]));
press("#sign-out", () => manager.signoutRedirect());

const answer = new URLSearchParams(location.search);
if (answer.has("code") || answer.has("error")) {
  await manager.signinCallback().then(() => show(), show);
  history.replaceState(null, "", "/");
} else {
  if (location.pathname === "/signed-out") await manager.signoutCallback();
  await show();
}
