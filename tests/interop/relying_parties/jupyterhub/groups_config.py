"""The same hub for the members of organizations alone, whose administrators administer it."""

from pathlib import Path

c = get_config()  # noqa: F821  # JupyterHub gives it to the file
load_subconfig(str(Path(__file__).with_name("jupyterhub_config.py")))  # noqa: F821  # and this

c.GenericOAuthenticator.scope = ["openid", "profile", "email", "groups"]
c.GenericOAuthenticator.manage_groups = True
c.GenericOAuthenticator.auth_state_groups_key = "oauth_user.groups"
c.GenericOAuthenticator.allow_all = False
c.GenericOAuthenticator.allowed_groups = {"member", "administrator"}
c.GenericOAuthenticator.admin_groups = {"administrator"}
