"""A JupyterHub whose people sign in at the provider; none of them starts a notebook."""

import os

RP_URL, RP_ISSUER = os.environ["RP_URL"], os.environ["RP_ISSUER"]
c = get_config()  # noqa: F821  # JupyterHub gives it to the file

c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.login_service = "Einlass"
c.GenericOAuthenticator.client_id = os.environ["RP_CLIENT_ID"]
c.GenericOAuthenticator.client_secret = os.environ["RP_CLIENT_SECRET"]
c.GenericOAuthenticator.oauth_callback_url = f"{RP_URL}/hub/oauth_callback"
c.GenericOAuthenticator.authorize_url = f"{RP_ISSUER}/authorize"
c.GenericOAuthenticator.token_url = f"{RP_ISSUER}/token"
c.GenericOAuthenticator.userdata_url = f"{RP_ISSUER}/userinfo"
c.GenericOAuthenticator.scope = ["openid", "profile", "email"]
c.GenericOAuthenticator.username_claim = "email"
c.GenericOAuthenticator.allow_all = True

c.JupyterHub.bind_url = RP_URL
c.JupyterHub.hub_port = int(os.environ["RP_HUB_PORT"])
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.cookie_secret = os.urandom(32)
c.JupyterHub.default_url = "/hub/home"
c.JupyterHub.spawner_class = "simple"
c.ConfigurableHTTPProxy.command = os.environ["RP_PROXY"].split()
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ['RP_PROXY_PORT']}"
c.ConfigurableHTTPProxy.pid_file = os.environ["RP_PROXY_PID_FILE"]
