"""Words for events are registered once."""

import pytest
from flask import Flask

from idp.audit.texts import EventText, add_event_texts, event_texts


def test_packages_register_the_words_of_their_own_events() -> None:
    app = Flask("trial")
    add_event_texts(app, {"card.sent": EventText("A card was sent")})
    add_event_texts(app, {"card.lost": EventText("A card was lost", is_warning=True)})

    assert set(event_texts(app)) == {"card.sent", "card.lost"}


def test_two_texts_for_one_event_are_an_error() -> None:
    app = Flask("trial")
    add_event_texts(app, {"card.sent": EventText("A card was sent")})

    with pytest.raises(ValueError, match=r"two texts for card\.sent"):
        add_event_texts(app, {"card.sent": EventText("A card went out")})
