// A web application that signs in with openid-client and keeps the tokens in its own session.
import { randomUUID } from "node:crypto";
import express from "express";
import * as jose from "jose";
import * as oidc from "openid-client";

const { RP_URL, RP_ISSUER, RP_CLIENT_ID, RP_CLIENT_SECRET, RP_PRIVATE_KEY, RP_SCOPE } = process.env;
const { RP_INITIAL_ACCESS_TOKEN, RP_REQUEST_ENCRYPTION, RP_RESPONSE_TYPE } = process.env;
const redirectUri = `${RP_URL}/callback`;

// A key of its own in place of a secret, where it has one: an ES256 key as a JWK.
async function importKey() {
  const jwk = JSON.parse(RP_PRIVATE_KEY);
  const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  return { key, kid: jwk.kid };
}

const ownKey = RP_PRIVATE_KEY ? await importKey() : null;

// It then expects answers that are signed, and refuses any other.
const signedAnswers = {
  authorization_signed_response_alg: "ES256",
  introspection_signed_response_alg: "ES256",
  userinfo_signed_response_alg: "ES256",
};

function connect(metadata, clientAuthentication) {
  return oidc.discovery(
    new URL(RP_ISSUER),
    RP_CLIENT_ID,
    metadata,
    clientAuthentication,
    // The issuer under test is plain http on loopback.
    { execute: [oidc.allowInsecureRequests] },
  );
}

function register() {
  const metadata = {
    client_name: "Registered by itself",
    redirect_uris: [redirectUri],
    grant_types: ["authorization_code", "refresh_token"],
    token_endpoint_auth_method: "client_secret_post",
  };
  return oidc.dynamicClientRegistration(new URL(RP_ISSUER), metadata, undefined, {
    execute: [oidc.allowInsecureRequests],
    initialAccessToken: RP_INITIAL_ACCESS_TOKEN,
  });
}

function authentication() {
  return ownKey ? oidc.PrivateKeyJwt(ownKey) : oidc.ClientSecretBasic(RP_CLIENT_SECRET);
}

const provider = await (RP_INITIAL_ACCESS_TOKEN
  ? register()
  : connect(ownKey ? signedAnswers : RP_CLIENT_SECRET, authentication()));

// With a key of its own it binds its tokens to another one, which is of this process alone.
const bound = ownKey ? { DPoP: oidc.getDPoPHandle(provider, await oidc.randomDPoPKeyPair()) } : {};

if (ownKey) {
  oidc.useJwtResponseMode(provider);
  oidc.enableNonRepudiationChecks(provider);
}

// Those of the response types with tokens that the library speaks.
const chooseResponseType = {
  "code id_token": oidc.useCodeIdTokenResponseType,
  id_token: oidc.useIdTokenResponseType,
};
if (RP_RESPONSE_TYPE) chooseResponseType[RP_RESPONSE_TYPE](provider);

const sessions = new Map();

function openSession(request, response) {
  const known = /(?:^|; )rp=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  if (sessions.has(known)) return sessions.get(known);
  const id = randomUUID();
  sessions.set(id, {});
  response.setHeader("Set-Cookie", `rp=${id}; Path=/; HttpOnly; SameSite=Lax`);
  return sessions.get(id);
}

function keepTokens(session, tokens) {
  session.accessToken = tokens.access_token;
  session.refreshToken = tokens.refresh_token ?? session.refreshToken;
  session.idToken = tokens.id_token ?? session.idToken;
  session.claims = tokens.claims() ?? session.claims;
}

function show(session) {
  return {
    signed_in: Boolean(session.claims),
    error: session.error ?? null,
    claims: session.claims ?? null,
    userinfo: session.userinfo ?? null,
    access_token: session.accessToken ?? null,
    refresh_token: session.refreshToken ?? null,
  };
}

// Encrypts the request object of an authorization URL to the provider's key for an algorithm.
async function encryptRequest(url, algorithm) {
  const { keys } = await (await fetch(provider.serverMetadata().jwks_uri)).json();
  const jwk = keys.find(({ use, alg }) => use === "enc" && alg === algorithm);
  const encrypted = await new jose.CompactEncrypt(new TextEncoder().encode(url.searchParams.get("request")))
    .setProtectedHeader({ alg: algorithm, enc: "A256GCM", cty: "oauth-authz-req+jwt", kid: jwk.kid })
    .encrypt(await jose.importJWK(jwk));
  url.searchParams.set("request", encrypted);
}

// With a key of its own it signs the request and pushes it.
async function authorizationUrl(parameters) {
  if (!ownKey) return oidc.buildAuthorizationUrl(provider, parameters);
  const signed = await oidc.buildAuthorizationUrlWithJAR(provider, parameters, ownKey);
  if (RP_REQUEST_ENCRYPTION) await encryptRequest(signed, RP_REQUEST_ENCRYPTION);
  return oidc.buildAuthorizationUrlWithPAR(provider, signed.searchParams, bound);
}

async function startSignIn(session, response, added) {
  const codeVerifier = oidc.randomPKCECodeVerifier();
  session.pending = { codeVerifier, state: oidc.randomState(), nonce: oidc.randomNonce() };
  const url = await authorizationUrl({
    redirect_uri: redirectUri,
    scope: RP_SCOPE,
    code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: "S256",
    state: session.pending.state,
    nonce: session.pending.nonce,
    ...added,
  });
  response.redirect(url.href);
}

const app = express();
app.use((request, response, next) => {
  request.session = openSession(request, response);
  next();
});

app.get("/", (request, response) => response.json(show(request.session)));

// Whatever is in the query goes along: prompt, max_age, login_hint.
app.get("/sign-in", (request, response) => startSignIn(request.session, response, request.query));

async function takeTokens(session, answer) {
  const { codeVerifier, state, nonce } = session.pending;
  if (RP_RESPONSE_TYPE === "id_token") {
    session.claims = await oidc.implicitAuthentication(provider, answer, nonce, { expectedState: state });
    return;
  }
  const tokens = await oidc.authorizationCodeGrant(provider, answer, {
    pkceCodeVerifier: codeVerifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  }, undefined, bound);
  keepTokens(session, tokens);
  session.userinfo = await oidc.fetchUserInfo(provider, tokens.access_token, tokens.claims().sub, bound);
}

async function finishSignIn(request, response, answer) {
  try {
    await takeTokens(request.session, answer);
  } catch (error) {
    console.error(error);
    request.session.error = error.error ?? error.code ?? String(error);
  }
  response.redirect(303, "/");
}

app.get("/callback", (request, response) =>
  finishSignIn(request, response, new URL(request.originalUrl, RP_URL)));

// By response_mode=form_post.
app.post("/callback", express.text({ type: "application/x-www-form-urlencoded" }), (request, response) => {
  const headers = { "content-type": request.headers["content-type"] };
  finishSignIn(request, response, new Request(redirectUri, { method: "POST", headers, body: request.body }));
});

// Each of the following answers what the provider said, in the library's words.
function answering(action) {
  return async (request, response) => {
    try {
      response.json((await action(request.session)) ?? { done: true });
    } catch (error) {
      console.error(error);
      response.json({ error: error.error ?? error.code ?? String(error) });
    }
  };
}

app.post("/refresh", answering(async (session) => {
  keepTokens(session, await oidc.refreshTokenGrant(provider, session.refreshToken, undefined, bound));
}));
app.post("/userinfo", answering((session) =>
  oidc.fetchUserInfo(provider, session.accessToken, session.claims.sub, bound)));
app.post("/introspect", answering((session) => oidc.tokenIntrospection(provider, session.accessToken)));
app.post("/revoke", answering((session) => oidc.tokenRevocation(provider, session.refreshToken)));

// Both by the address and the token of the registration (RFC 7592).
async function configure(method) {
  const { registration_client_uri: uri, registration_access_token: token } = provider.clientMetadata();
  const response = await fetch(uri, { method, headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, ...(response.status === 200 ? await response.json() : {}) };
}
app.post("/read-registration", answering(() => configure("GET")));
app.post("/delete-registration", answering(() => configure("DELETE")));

app.get("/sign-out", (request, response) => {
  const { idToken } = request.session;
  for (const name of Object.keys(request.session)) delete request.session[name];
  const url = oidc.buildEndSessionUrl(provider, {
    id_token_hint: idToken,
    post_logout_redirect_uri: `${RP_URL}/signed-out`,
    state: "after-sign-out",
  });
  response.redirect(url.href);
});

app.get("/signed-out", (request, response) =>
  response.json({ ...show(request.session), state: request.query.state }));

app.listen(Number(new URL(RP_URL).port), "127.0.0.1");
