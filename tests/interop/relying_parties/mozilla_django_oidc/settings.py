"""A Django site that signs in with mozilla-django-oidc and asks the provider again, silently, after a second."""

import os

import requests

ISSUER = os.environ["RP_ISSUER"]
# The library takes each endpoint as a setting of its own.
metadata = requests.get(f"{ISSUER}/.well-known/openid-configuration", timeout=10).json()

SECRET_KEY = os.environ["RP_CLIENT_SECRET"]
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["RP_DATABASE"]}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "mozilla_django_oidc",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mozilla_django_oidc.middleware.SessionRefresh",
]
AUTHENTICATION_BACKENDS = ["site_users.BackendWithNames"]

OIDC_RP_CLIENT_ID = os.environ["RP_CLIENT_ID"]
OIDC_RP_CLIENT_SECRET = os.environ["RP_CLIENT_SECRET"]
OIDC_RP_SCOPES = os.environ["RP_SCOPE"]
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_USE_PKCE = True
OIDC_OP_AUTHORIZATION_ENDPOINT = metadata["authorization_endpoint"]
OIDC_OP_TOKEN_ENDPOINT = metadata["token_endpoint"]
OIDC_OP_USER_ENDPOINT = metadata["userinfo_endpoint"]
OIDC_OP_JWKS_ENDPOINT = metadata["jwks_uri"]
OIDC_OP_END_SESSION_ENDPOINT = metadata["end_session_endpoint"]
OIDC_OP_LOGOUT_URL_METHOD = "site_users.sign_out_url"
OIDC_STORE_ID_TOKEN = True
OIDC_RENEW_ID_TOKEN_EXPIRY_SECONDS = 1
ALLOW_LOGOUT_GET_METHOD = True
LOGIN_REDIRECT_URL = LOGIN_REDIRECT_URL_FAILURE = LOGOUT_REDIRECT_URL = "/"
