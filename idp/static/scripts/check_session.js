// Session Management 1.0 3.2: an application's page asks whether its session_state is that of this browser. The state is
// in a cookie, and the hash is made as in idp/oauth/session_management/states.py.
const browserState = () => (document.cookie.match(/(?:^|; )(?:__Host-)?idp-state=([^;]*)/) ?? ["", ""])[1];

async function hash(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function answer(message, origin) {
  const [, clientId, told, salt] = /^([^ ]+) ([0-9a-f]+)\.([0-9a-f]+)$/.exec(message) ?? [];
  if (salt === undefined) return "error";
  return (await hash(`${clientId} ${origin} ${browserState()} ${salt}`)) === told ? "unchanged" : "changed";
}

addEventListener("message", async ({ data, origin, source }) => {
  if (source !== window && origin !== "null") source.postMessage(await answer(String(data), origin), origin);
});
