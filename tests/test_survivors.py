"""`make mutate` fails for a change that no test notices, unless docs/survivors.toml says why it may survive."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from order import in_order
from survivors import Results, Survivor, complain, parse_results

ROOT = Path(__file__).resolve().parent.parent
MUTANT = "idp.protocol.pkce.x_verify__mutmut_7"
SHOWN = """\
# idp.protocol.pkce.x_verify__mutmut_7: survived
--- idp/protocol/pkce.py
+++ idp/protocol/pkce.py
@@ -1,3 +1,3 @@
 def verify(verifier, challenge):
-    if challenge is None:
+    if challenge is not None:
         return
"""
CHANGE = "if challenge is not None:"
SURVIVOR = Survivor(MUTANT, SHOWN)


def test_a_change_survives_where_no_test_has_noticed_it_in_time():
    printed = "".join(
        f"    idp.protocol.pkce.x_verify__mutmut_{number}: {state}\n"
        for number, state in enumerate(("killed", "survived", "timeout", "no tests", "caught by type check"))
    )

    results = parse_results(printed)

    assert len(results.states) == 5
    assert results.survivors == [f"idp.protocol.pkce.x_verify__mutmut_{number}" for number in (1, 2, 3)]


def test_a_change_is_left_until_a_later_line_says_what_became_of_it():
    begun = f"{MUTANT}: not checked\nidp.protocol.pkce.x_verify__mutmut_8: not checked\n"
    assert parse_results(begun).survivors == parse_results(begun).left

    results = parse_results(f"{begun}{MUTANT}: killed\n")
    assert results.left == results.survivors == ["idp.protocol.pkce.x_verify__mutmut_8"]


def test_the_results_of_an_area_are_those_of_its_modules():
    states = {
        "idp.oauth.grants.x_add__mutmut_1": "killed",
        "idp.oauth.grants.grant.x_find__mutmut_1": "killed",
        "idp.oauth.logout.x_end__mutmut_1": "survived",
        "idp.oauth.logout_pages.x_show__mutmut_1": "survived",
    }

    found = Results(states).of_modules(["oauth/grants/*", "oauth/logout.py"])
    assert list(found.states) == list(states)[:3]
    assert parse_results(found.to_text()) == found


def test_the_test_that_noticed_the_last_change_is_tried_first_and_then_the_shortest():
    seconds = {"slow": 3.0, "quick": 0.1, "noticed": 2.0, "noticed last": 5.0, "reaches nothing": 0.0}
    noticed = ["noticed last", "noticed", "noticed last"]

    assert in_order(list(seconds)[:4], seconds, noticed) == ["noticed last", "noticed", "quick", "slow"]


@pytest.mark.parametrize(
    ("mutant", "function"),
    [
        (MUTANT, "idp.protocol.pkce.verify"),
        ("idp.oauth.grants.grant.xǁGrantǁrequired__mutmut_12", "idp.oauth.grants.grant.Grant.required"),
        ("idp.portals.demands.x__known__mutmut_1", "idp.portals.demands._known"),
    ],
)
def test_a_survivor_is_named_by_its_function(mutant, function):
    assert Survivor(mutant, SHOWN).function == function


def test_a_survivor_is_named_by_the_lines_that_it_changes():
    assert SURVIVOR.change == CHANGE
    assert Survivor(MUTANT, "--- a\n+++ b\n def f():\n-    case 1:\n-        return\n").change == "-case 1: -return"


@pytest.mark.parametrize(
    ("judged", "complaint"),
    [
        ({"idp.protocol.pkce.verify": {CHANGE: "makes no difference"}}, []),
        ({}, [f"without a reason: idp.protocol.pkce.verify: {CHANGE}"]),
        (
            {"idp.protocol.pkce.verify": {CHANGE: "makes no difference", "return None": "old"}},
            ["judged, but does not survive: idp.protocol.pkce.verify: return None"],
        ),
    ],
)
def test_the_survivors_are_those_that_have_a_reason(judged, complaint):
    assert complain([SURVIVOR], judged) == complaint


def test_every_area_names_modules_and_tests_that_exist():
    areas = tomllib.loads((ROOT / "make" / "mutation.toml").read_text(encoding="utf-8"))
    modules = [path.relative_to(ROOT / "idp").as_posix() for path in (ROOT / "idp").rglob("*.py")]
    for area in areas.values():
        assert [each for each in area["modules"] if not any(fnmatch(module, each) for module in modules)] == []
        assert [each for each in area["tests"] if not (ROOT / each).exists()] == []


def test_every_reason_is_that_of_an_area():
    areas = tomllib.loads((ROOT / "make" / "mutation.toml").read_text(encoding="utf-8"))
    assert set(tomllib.loads((ROOT / "docs" / "survivors.toml").read_text(encoding="utf-8"))) <= set(areas)
