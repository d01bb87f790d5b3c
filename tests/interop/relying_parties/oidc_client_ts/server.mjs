// Serves the page, its settings and the library's own browser bundle; knows nothing of signing in.
import { createReadStream } from "node:fs";
import { createServer } from "node:http";

const { RP_URL, RP_ISSUER, RP_CLIENT_ID, RP_SCOPE } = process.env;
const library = new URL(import.meta.resolve("oidc-client-ts")).pathname.replace(/dist\/.*/, "dist/browser/");

const files = {
  "/": ["index.html", "text/html"],
  "/signed-out": ["index.html", "text/html"],
  "/page.js": ["page.js", "text/javascript"],
  "/oidc-client-ts.js": [`${library}oidc-client-ts.min.js`, "text/javascript"],
};
const settings = JSON.stringify({
  authority: RP_ISSUER,
  client_id: RP_CLIENT_ID,
  redirect_uri: `${RP_URL}/`,
  post_logout_redirect_uri: `${RP_URL}/signed-out`,
  scope: RP_SCOPE,
});

createServer((request, response) => {
  const { pathname } = new URL(request.url, RP_URL);
  if (pathname === "/settings.json") {
    response.writeHead(200, { "Content-Type": "application/json" }).end(settings);
  } else if (pathname in files) {
    const [path, type] = files[pathname];
    response.writeHead(200, { "Content-Type": type });
    createReadStream(path).pipe(response);
  } else {
    response.writeHead(404).end();
  }
}).listen(Number(new URL(RP_URL).port), "127.0.0.1");
