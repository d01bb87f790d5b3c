// A web application behind express-openid-connect, which asks for the answer by form_post.
import express from "express";
import openidConnect from "express-openid-connect";

const { RP_URL, RP_ISSUER, RP_CLIENT_ID, RP_CLIENT_SECRET, RP_SCOPE } = process.env;

const app = express();
app.use(openidConnect.auth({
  issuerBaseURL: RP_ISSUER,
  baseURL: RP_URL,
  clientID: RP_CLIENT_ID,
  clientSecret: RP_CLIENT_SECRET,
  clientAuthMethod: "client_secret_post",
  secret: RP_CLIENT_SECRET,
  authRequired: false,
  idpLogout: true,
  authorizationParams: { response_type: "code", response_mode: "form_post", scope: RP_SCOPE },
}));

app.get("/", (request, response) => response.json({
  signed_in: request.oidc.isAuthenticated(),
  claims: request.oidc.idTokenClaims ?? null,
  access_token: request.oidc.accessToken?.access_token ?? null,
}));

app.get("/profile", openidConnect.requiresAuth(), async (request, response) =>
  response.json(await request.oidc.fetchUserInfo()));

app.get("/refresh", openidConnect.requiresAuth(), async (request, response) => {
  await request.oidc.accessToken.refresh();
  response.redirect("/");
});

app.listen(Number(new URL(RP_URL).port), "127.0.0.1");
