"""The parts of a portal's journey: each key once, in the order of registering, where the portal asks for it."""

from dataclasses import replace

import pytest

from idp.portals.journey import JourneyPart, add_journey_part, journey_parts_at

ASKING = {"name": "Asking", "registration": {"journey_version": 2}}


@pytest.fixture
def app(make_app):
    return make_app(own=True, portals={"shop": None, "asking": ASKING})


AGE = JourneyPart(
    key="age",
    is_asked=lambda portal: portal.name == "Asking",
    make_field=lambda: None,
    template="registration/age.html",
    evidence=lambda portal, value: {},
)


def test_a_portal_has_the_parts_that_it_asks_for_in_their_order(app):
    add_journey_part(app, AGE)
    add_journey_part(app, replace(AGE, key="size"))

    with app.app_context():
        assert [part.key for part in journey_parts_at("asking")] == ["age", "size"]
        assert [part.key for part in journey_parts_at("shop")] == []


def test_no_two_parts_have_one_key(app):
    add_journey_part(app, AGE)

    with pytest.raises(ValueError, match="age"):
        add_journey_part(app, replace(AGE, template="other.html"))
