"""Rules are quick to register, and build the addresses that Werkzeug's own build."""

import pytest
from werkzeug.routing import Map, Rule

from idp.infrastructure.web.application import Application
from idp.infrastructure.web.url_rules import UrlRule

RULES = (
    ("/register", {}),
    ("/register/<flow>/page/<int:number>", {"flow": "reg_ä", "number": 2}),
    ("/register/<self>/<rule>", {"self": "a/b", "rule": "c d"}),
)


def address(kind: type[Rule], rule: str, values: dict[str, object]) -> list[str]:
    urls = Map([kind(rule, endpoint="page")]).bind("idp.example.test")
    return [urls.build("page", values | {"hint": "x y"}), *(urls.build("page", values) for _ in range(2))]


@pytest.mark.parametrize(("rule", "values"), RULES)
def test_an_address_is_that_of_the_library(rule: str, values: dict[str, object]) -> None:
    assert address(UrlRule, rule, values) == address(Rule, rule, values)


def test_what_builds_an_address_is_compiled_at_the_first_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = UrlRule("/register/<flow>", endpoint="page")
    compiled: list[bool] = []
    compile_builder = Rule._compile_builder

    def count(self: Rule, append_unknown: bool = True) -> object:
        compiled.append(append_unknown)
        return compile_builder(self, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", count)
    urls = Map([rule]).bind("idp.example.test")
    assert compiled == []
    assert [urls.build("page", {"flow": flow}) for flow in "ab"] == ["/register/a", "/register/b"]
    assert compiled == [True]


def test_the_application_registers_such_rules(app: Application) -> None:
    assert {type(rule) for rule in app.url_map.iter_rules()} == {UrlRule}
