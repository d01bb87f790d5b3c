// A device that shows a code, polls for its tokens, and prints what it was told: first the codes, then the claims.
import * as oidc from "openid-client";

const { RP_ISSUER, RP_CLIENT_ID, RP_SCOPE } = process.env;
const provider = await oidc.discovery(new URL(RP_ISSUER), RP_CLIENT_ID, undefined, oidc.None(), {
  // The issuer under test is plain http on loopback.
  execute: [oidc.allowInsecureRequests],
});
const print = (value) => console.log(JSON.stringify(value));

const codes = await oidc.initiateDeviceAuthorization(provider, { scope: RP_SCOPE });
print({ user_code: codes.user_code, verification_uri_complete: codes.verification_uri_complete });
try {
  const tokens = await oidc.pollDeviceAuthorizationGrant(provider, codes);
  const claims = tokens.claims();
  const userinfo = await oidc.fetchUserInfo(provider, tokens.access_token, claims.sub);
  const refreshed = await oidc.refreshTokenGrant(provider, tokens.refresh_token);
  print({ userinfo, refreshed: refreshed.token_type });
} catch (error) {
  print({ error: error.error ?? error.message });
}
