// A web application behind Auth.js, whose account is made of the ID token alone.
import { ExpressAuth, getSession } from "@auth/express";
import express from "express";

const { RP_URL, RP_ISSUER, RP_CLIENT_ID, RP_CLIENT_SECRET } = process.env;

const settings = {
  trustHost: true,
  secret: RP_CLIENT_SECRET,
  providers: [{
    id: "einlass",
    name: "Einlass",
    type: "oidc",
    issuer: RP_ISSUER,
    clientId: RP_CLIENT_ID,
    clientSecret: RP_CLIENT_SECRET,
  }],
};

const app = express();
app.use("/auth", ExpressAuth(settings));
app.get("/", async (request, response) => response.json(await getSession(request, settings)));

app.listen(Number(new URL(RP_URL).port), "127.0.0.1");
