"""The options that describe a client, the same for ``create`` and ``edit``."""

from collections.abc import Callable, Mapping
from typing import Any

import click

TYPES = {"web": "web", "single-page": "single_page", "native": "native"}

OPTIONS = (
    click.option("--portal", help="Key of the portal whose brand and rules people meet (default: the first)."),
    click.option(
        "--type", "application_type", type=click.Choice(list(TYPES)), help="Where it runs (default: web, on a server)."
    ),
    click.option("--redirect-uri", "redirect_uris", multiple=True, help="Where answers may go; exact. Repeatable."),
    click.option(
        "--post-logout-redirect-uri",
        "post_logout_redirect_uris",
        multiple=True,
        help="Where people may go after signing out; exact. Repeatable.",
    ),
    click.option(
        "--web-origin",
        "web_origins",
        multiple=True,
        help="Origin whose scripts may call in. Repeatable.",
    ),
    click.option(
        "--auth-method",
        "token_endpoint_auth_method",
        help="client_secret_basic (default for web), client_secret_post, or none (the others).",
    ),
    click.option("--scope", help='Scopes it may ask for (default: "openid profile email").'),
    click.option("--grant-type", "grant_types", multiple=True, help="Default: what the scope needs. Repeatable."),
    click.option("--response-type", "response_types", multiple=True, help="Default: code. Repeatable."),
    click.option(
        "--consent",
        type=click.Choice(["implicit", "explicit"]),
        help="Whether people are asked (default: implicit).",
    ),
    click.option("--id-token-alg", "id_token_signed_response_alg", help="Algorithm of ID tokens (default: ES256)."),
    click.option("--pkce/--no-pkce", "require_pkce", default=None, help="Demand PKCE (default)."),
    click.option("--require-auth-time/--no-require-auth-time", default=None, help="Always state the time of sign-in."),
    click.option("--default-max-age", type=int, help="Ask for a new sign-in after so many seconds."),
    click.option("--client-uri", help="The application's home page."),
    click.option("--logo-uri", help="Its logo, for the consent page."),
    click.option("--policy-uri", help="Its privacy statement."),
    click.option("--tos-uri", help="Its terms of use."),
    click.option("--contact", "contacts", multiple=True, help="Whom to write to about it. Repeatable."),
)


def metadata_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add all :data:`OPTIONS` to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def read_metadata(options: Mapping[str, Any]) -> dict[str, Any]:
    """What was given on the command line, by the names of the metadata."""
    given = {name: value for name, value in options.items() if value is not None and value != ()}
    if "application_type" in given:
        given["application_type"] = TYPES[given["application_type"]]
    return given
