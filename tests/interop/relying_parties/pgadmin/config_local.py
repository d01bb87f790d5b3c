"""A pgAdmin in server mode whose people sign in at the provider alone."""

import os
from urllib.parse import urlsplit

RP_ISSUER = os.environ["RP_ISSUER"]

AUTHENTICATION_SOURCES = ["oauth2"]
OAUTH2_CONFIG = [
    {
        "OAUTH2_NAME": "einlass",
        "OAUTH2_DISPLAY_NAME": "Einlass",
        "OAUTH2_CLIENT_ID": os.environ["RP_CLIENT_ID"],
        "OAUTH2_CLIENT_SECRET": os.environ["RP_CLIENT_SECRET"],
        "OAUTH2_SERVER_METADATA_URL": f"{RP_ISSUER}/.well-known/openid-configuration",
        "OAUTH2_SCOPE": "openid email profile",
        "OAUTH2_LOGOUT_URL": f"{RP_ISSUER}/logout?post_logout_redirect_uri={{redirect_uri}}&id_token_hint={{id_token}}",
    }
]

SERVER_MODE = True
DEFAULT_SERVER_PORT = urlsplit(os.environ["RP_URL"]).port
DATA_DIR = os.environ["RP_FOLDER"]
SQLITE_PATH = f"{DATA_DIR}/pgadmin4.db"
SESSION_DB_PATH = f"{DATA_DIR}/sessions"
STORAGE_DIR = f"{DATA_DIR}/storage"
KERBEROS_CCACHE_DIR = f"{DATA_DIR}/krbccache"
AZURE_CREDENTIAL_CACHE_DIR = f"{DATA_DIR}/azurecredentialcache"
LOG_FILE = f"{DATA_DIR}/pgadmin4.log"
# Looks for a newer version at its maker's.
UPGRADE_CHECK_ENABLED = False
