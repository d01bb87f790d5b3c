"""`idp clients`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from sqlalchemy import select

from idp.audit.models import AuditEvent
from idp.clients.models import ClientRecord, ClientSecret
from idp.infrastructure.ids import digest
from idp.infrastructure.models import CacheVersion
from idp.protocol.authentication_methods import ACR_MULTI_FACTOR
from idp.protocol.client_metadata import CLIENT_FIELDS
from idp.protocol.client_metadata.values import ListType
from idp.protocol.token_exchange import GRANT_TYPE as TOKEN_EXCHANGE
from tests.provisioning.databases import Database
from tests.provisioning.shell import Shell

CREATE = ("clients", "create", "Shop", "--portal", "shop", "--redirect-uri", "https://shop.example/callback")


def test_create_stores_what_was_given(shell: Shell, database: Database) -> None:
    created = shell.answer(
        *CREATE,
        "--redirect-uri",
        "https://shop.example/other",
        "--post-logout-redirect-uri",
        "https://shop.example/bye",
        "--web-origin",
        "https://shop.example",
        "--scope",
        "openid offline_access",
        "--consent",
        "explicit",
        "--id-token-alg",
        "PS256",
        "--pkce",
        "off",
        "--logo-uri",
        "https://shop.example/logo.png",
    )
    record = database.one(select(ClientRecord))
    assert record.client_id == created["client_id"]
    assert record.client_name == "Shop"
    assert (
        record.values.items()
        >= {
            "redirect_uris": ["https://shop.example/callback", "https://shop.example/other"],
            "post_logout_redirect_uris": ["https://shop.example/bye"],
            "web_origins": ["https://shop.example"],
            "grant_types": ["authorization_code", "refresh_token"],
            "consent": "explicit",
            "id_token_signed_response_alg": "PS256",
            "pkce": "off",
            "logo_uri": "https://shop.example/logo.png",
        }.items()
    )


def test_create_shows_the_secret_once_and_stores_its_hash(shell: Shell, database: Database) -> None:
    created = shell.answer(*CREATE)
    assert database.one(select(ClientSecret.secret_hash)) == digest(created["client_secret"])
    assert "client_secret" not in shell.answer("clients", "show", created["client_id"])


def test_create_for_people_names_issuer_client_and_secret(shell: Shell, database: Database) -> None:
    result = shell.run(*CREATE)
    record = database.one(select(ClientRecord))
    assert "https://id.example.test" in result.stdout
    assert record.client_id in result.stdout
    assert "shown this once" in result.stderr


@pytest.mark.parametrize("kind", ["single-page", "native"])
def test_public_types_get_no_secret(shell: Shell, database: Database, kind: str) -> None:
    created = shell.answer(*CREATE, "--type", kind)
    assert created["token_endpoint_auth_method"] == "none"
    assert "client_secret" not in created
    assert database.count(ClientSecret) == 0


def test_the_first_portal_is_the_default(shell: Shell) -> None:
    created = shell.answer("clients", "create", "Shop", "--redirect-uri", "https://shop.example/callback")
    assert created["portal"] == "shop"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--redirect-uri", "http://shop.example/callback"), "use https"),
        (("--redirect-uri", "https://shop.example/callback#x"), "fragment"),
        (("--portal", "shopp"), "Did you mean shop?"),
        (("--scope", "openid unheard_of"), "unheard_of is not supported"),
        (("--auth-method", "password"), "Choose from"),
        (("--type", "single-page", "--auth-method", "client_secret_basic"), "cannot keep a secret"),
        (("--type", "native", "--pkce", "off"), "must use PKCE"),
        (("--web-origin", "https://shop.example/path"), "not an origin"),
    ],
)
def test_create_explains_what_is_wrong(
    shell: Shell, database: Database, arguments: tuple[str, ...], words: str
) -> None:
    assert words in shell.refusal(*CREATE, *arguments)
    assert database.count(ClientRecord) == 0


def test_create_lists_all_problems_at_once(shell: Shell) -> None:
    said = shell.refusal("clients", "create", "Shop", "--portal", "none-such", "--scope", "openid nothing")
    assert all(word in said for word in ("none-such", "nothing", "redirect_uris"))


def test_every_write_is_audited_and_noticed_by_the_workers(shell: Shell, database: Database) -> None:
    client_id = shell.answer(*CREATE)["client_id"]
    writes = [
        ("client.edited", ("edit", client_id, "--name", "New name")),
        ("client.secret_rotated", ("rotate-secret", client_id)),
        ("client.disabled", ("disable", client_id)),
        ("client.enabled", ("enable", client_id)),
        ("client.deleted", ("delete", client_id, "--yes")),
    ]
    for action, arguments in writes:
        before = _version(database)
        shell.answer("clients", *arguments)
        assert _version(database) > before
        event = database.one(select(AuditEvent).where(AuditEvent.action == action))
        assert (event.actor_id, event.subject, event.portal) == ("command line", client_id, "shop")


def test_edit_adds_to_lists_and_leaves_the_rest(shell: Shell, database: Database) -> None:
    """Trial row P9."""
    client_id = shell.answer(*CREATE, "--logo-uri", "https://shop.example/logo.png")["client_id"]
    shell.answer("clients", "edit", client_id, "--redirect-uri", "https://shop.example/new")
    record = database.one(select(ClientRecord))
    assert record.values["redirect_uris"] == ["https://shop.example/callback", "https://shop.example/new"]
    assert record.client_name == "Shop"
    assert record.values["logo_uri"] == "https://shop.example/logo.png"


ADDITIONS = {
    "redirect_uris": "https://shop.example/new",
    "post_logout_redirect_uris": "https://shop.example/bye",
    "web_origins": "https://shop.example",
    "contacts": "Hotline 112",
    "localized_metadata": "client_name#de=Kartenwerk",
    "scope": "organizations",
    "grant_types": "refresh_token",
    "resource_servers": "stock",
    "exchanges_tokens_of": "app_1",
    "request_uris": "https://shop.example/request",
    "response_types": "code",
    "response_modes": "form_post",
    "default_acr_values": ACR_MULTI_FACTOR,
    "claim_names": "email=mail",
    "required_rights": "role:buyer",
    "roles": "buyer",
}


# What a value needs beside it.
COMPANIONS = {"exchanges_tokens_of": [("grant_types", TOKEN_EXCHANGE), ("resource_servers", "stock")]}


@pytest.fixture
def shell_with_server(make_shell: Callable[..., Shell], database: Database) -> Shell:
    """A shell whose settings have a resource server."""
    server = {"identifier": "https://stock.example", "scopes": {"stock": {}}}
    return make_shell(database={"url": database.url}, resource_servers={"stock": server})


def test_every_list_is_known_here() -> None:
    assert set(ADDITIONS) == {name for name, field in CLIENT_FIELDS.items() if isinstance(field.type, ListType)}


@pytest.mark.parametrize("name", ADDITIONS)
def test_an_option_of_a_list_adds_a_value_and_its_counterpart_takes_it_away(
    shell_with_server: Shell, name: str
) -> None:
    """Trial row P9."""
    shell, value = shell_with_server, ADDITIONS[name]
    given = [(CLIENT_FIELDS[each].option, word) for each, word in [(name, value), *COMPANIONS.get(name, [])]]
    client_id = shell.answer(*CREATE)["client_id"]
    before = shell.answer("clients", "show", client_id).get(name)
    added = shell.answer("clients", "edit", client_id, *chain.from_iterable(given))[name]
    assert value in added
    assert set(_values(before)) <= set(_values(added))
    if value not in _values(before):
        taken = [(f"--remove-{option.removeprefix('--')}", word) for option, word in given]
        removed = shell.answer("clients", "edit", client_id, *chain.from_iterable(taken))
        assert removed.get(name) == before


def _values(listed: str | list[str] | None) -> list[str]:
    return listed.split() if isinstance(listed, str) else listed or []


def test_a_grant_type_at_creation_adds_to_the_default(shell: Shell) -> None:
    """Trial row P9."""
    created = shell.answer(*CREATE, "--type", "single-page", "--grant-type", "refresh_token")
    assert created["grant_types"] == ["authorization_code", "refresh_token"]


def test_a_scope_at_creation_adds_to_the_default(shell: Shell) -> None:
    assert shell.answer(*CREATE, "--scope", "organizations")["scope"] == "openid profile email organizations"
    narrow = shell.answer(*CREATE, "--scope", "phone address", "--remove-scope", "profile email")
    assert narrow["scope"] == "openid phone address"


@pytest.mark.parametrize(
    ("arguments", "refreshes"),
    [
        ((), True),
        (("--no-refresh",), False),
        (("--type", "native"), True),
        (("--type", "native", "--no-refresh"), False),
        (("--type", "single-page"), False),
        (("--type", "single-page", "--no-refresh"), False),
        (("--type", "single-page", "--refresh"), True),
        (("--type", "single-page", "--scope", "offline_access"), True),
    ],
)
def test_refresh_is_on_where_it_is_safe_and_can_be_switched(
    shell: Shell, arguments: tuple[str, ...], refreshes: bool
) -> None:
    """Trial row P9."""
    created = shell.answer(*CREATE, *arguments)
    assert ("refresh_token" in created["grant_types"]) is refreshes
    edited = shell.answer("clients", "edit", created["client_id"], "--no-refresh" if refreshes else "--refresh")
    assert ("refresh_token" in edited["grant_types"]) is not refreshes


def test_taking_away_what_is_not_registered_is_refused_with_what_is(shell: Shell) -> None:
    client_id = shell.answer(*CREATE)["client_id"]
    said = shell.refusal("clients", "edit", client_id, "--remove-redirect-uri", "https://shop.example/calback")
    assert "calback is not registered" in said
    assert "https://shop.example/callback" in said


def test_a_list_is_replaced_by_its_default_and_additions(shell: Shell) -> None:
    client_id = shell.answer(*CREATE)["client_id"]
    edited = shell.answer(
        "clients", "edit", client_id, "--reset", "redirect_uris", "--redirect-uri", "https://shop.example/new"
    )
    assert edited["redirect_uris"] == ["https://shop.example/new"]


def test_edit_says_what_changed(shell: Shell) -> None:
    """Trial row P9."""
    client_id = shell.answer(*CREATE)["client_id"]
    edit = ("clients", "edit", client_id)
    assert shell.answer(*edit, "--scope", "phone")["changes"] == {
        "scope": {"before": "openid profile email", "after": "openid profile email phone"}
    }
    said = shell.run(*edit, "--pkce", "required", "--remove-scope", "phone", "--no-refresh", "--scope", "email").stdout
    assert "recommended → required" in said
    assert "openid profile email phone → openid profile email" in said
    assert "authorization_code refresh_token → authorization_code" in said
    assert "nothing" in shell.run(*edit, "--pkce", "required").stdout


def test_create_says_what_the_defaults_came_to_and_what_changes_them(shell: Shell) -> None:
    """Trial rows P2, P3, P7 and P9."""
    lines = shell.run(*CREATE).stdout.splitlines()
    for option, value in [
        ("--scope", "openid profile email"),
        ("--grant-type", "authorization_code refresh_token"),
        ("--id-token-alg", "RS256"),
        ("--id-token-claims", "yes"),
        ("--pkce", "recommended"),
    ]:
        [line] = [each for each in lines if f"({option}" in each]
        assert line.endswith(f" {value}")


def test_edit_gives_a_field_its_default_again(shell: Shell) -> None:
    client_id = shell.answer(*CREATE, "--logo-uri", "https://shop.example/logo.png", "--pkce", "off")["client_id"]
    edited = shell.answer("clients", "edit", client_id, "--reset", "logo_uri", "--reset", "pkce")
    assert "logo_uri" not in edited
    assert edited["pkce"] == "recommended"


def test_edit_stores_nothing_when_something_is_wrong(shell: Shell, database: Database) -> None:
    client_id = shell.answer(*CREATE)["client_id"]
    assert "use https" in shell.refusal("clients", "edit", client_id, "--redirect-uri", "http://shop.example/")
    assert database.one(select(ClientRecord)).values["redirect_uris"] == ["https://shop.example/callback"]


def test_secrets_follow_the_authentication_method(shell: Shell, database: Database) -> None:
    client_id = shell.answer(*CREATE)["client_id"]
    assert "client_secret" not in shell.answer("clients", "edit", client_id, "--auth-method", "none")
    assert database.count(ClientSecret) == 0
    edited = shell.answer("clients", "edit", client_id, "--auth-method", "client_secret_post")
    assert database.one(select(ClientSecret.secret_hash)) == digest(edited["client_secret"])


def test_edit_without_a_change_is_refused(shell: Shell) -> None:
    client_id = shell.answer(*CREATE)["client_id"]
    assert "nothing to change" in shell.refusal("clients", "edit", client_id)


def test_rotated_secrets_overlap(shell: Shell, database: Database) -> None:
    created = shell.answer(*CREATE)
    rotated = shell.answer("clients", "rotate-secret", created["client_id"], "--overlap-hours", "2")
    held = {row.secret_hash: row.expires_at for row in database.rows(select(ClientSecret))}
    assert held[digest(rotated["client_secret"])] is None
    ends_in = held[digest(created["client_secret"])] - datetime.now(UTC)
    assert timedelta(hours=1, minutes=55) < ends_in <= timedelta(hours=2)


def test_only_two_secrets_hold_at_once(shell: Shell, database: Database) -> None:
    created = shell.answer(*CREATE)
    second = shell.answer("clients", "rotate-secret", created["client_id"])["client_secret"]
    third = shell.answer("clients", "rotate-secret", created["client_id"])["client_secret"]
    assert set(database.rows(select(ClientSecret.secret_hash))) == {digest(second), digest(third)}


def test_a_secret_can_be_replaced_at_once(shell: Shell, database: Database) -> None:
    client_id = shell.answer(*CREATE)["client_id"]
    rotated = shell.answer("clients", "rotate-secret", client_id, "--overlap-hours", "0")
    assert database.one(select(ClientSecret.secret_hash)) == digest(rotated["client_secret"])


def test_a_public_client_has_no_secret_to_rotate(shell: Shell) -> None:
    client_id = shell.answer(*CREATE, "--type", "single-page")["client_id"]
    assert "no secret" in shell.refusal("clients", "rotate-secret", client_id)


def test_a_client_whose_fields_were_never_stored_has_their_defaults(shell: Shell, database: Database) -> None:
    record = ClientRecord(client_name="Old", portal="shop", stored_metadata={})
    database.save(record)
    assert shell.answer("clients", "show", record.client_id)["token_endpoint_auth_method"] == "client_secret_basic"
    assert "client_secret" in shell.answer("clients", "rotate-secret", record.client_id)


def test_disable_and_enable(shell: Shell, database: Database) -> None:
    client_id = shell.answer(*CREATE)["client_id"]
    assert shell.answer("clients", "disable", client_id)["enabled"] is False
    assert database.one(select(ClientRecord.disabled_at)) is not None
    assert shell.answer("clients", "enable", client_id)["enabled"] is True
    assert database.one(select(ClientRecord.disabled_at)) is None


def test_delete_asks_first(shell: Shell, database: Database) -> None:
    client_id = shell.answer(*CREATE)["client_id"]
    assert shell.run("clients", "delete", client_id, stdin="n\n").exit_code == 1
    assert database.count(ClientRecord) == 1
    assert shell.run("clients", "delete", client_id, stdin="y\n").exit_code == 0
    assert database.count(ClientRecord) == database.count(ClientSecret) == 0


@pytest.mark.parametrize("command", ["show", "edit", "rotate-secret", "disable", "enable"])
def test_an_unknown_client_is_named(shell: Shell, command: str) -> None:
    arguments = ("--name", "x") if command == "edit" else ()
    assert "There is no client app_0." in shell.refusal("clients", command, "app_0", *arguments)


def test_list_shows_all_or_those_of_a_portal(shell: Shell) -> None:
    shell.answer(*CREATE)
    shell.answer("clients", "create", "Forum", "--portal", "forum", "--redirect-uri", "https://forum.example/")
    assert [each["client_name"] for each in shell.answer("clients", "list")] == ["Forum", "Shop"]
    assert [each["client_name"] for each in shell.answer("clients", "list", "--portal", "shop")] == ["Shop"]
    assert shell.run("clients", "list").stdout.splitlines()[0].startswith("Client\tName\tPortal")


def test_an_empty_list_says_what_to_do(shell: Shell) -> None:
    result = shell.run("clients", "list")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert "idp clients create" in result.stderr


def _version(database: Database) -> int:
    return database.one(select(CacheVersion.version).where(CacheVersion.name == "clients"))
