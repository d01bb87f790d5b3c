"""The sample list of the page of parts: searched, and read page by page."""

from collections.abc import Callable

import pytest

from idp.demo.samples import CUSTOMERS, PAGE_SIZE, Listing
from idp.infrastructure.web.application import Application


def test_every_customer_is_on_one_page() -> None:
    pages = Listing.of("", 1).pages
    assert pages > 1
    assert [each for page in range(1, pages + 1) for each in Listing.of("", page).shown] == list(CUSTOMERS)
    assert len(Listing.of("", 1).shown) == PAGE_SIZE


@pytest.mark.parametrize(
    ("query", "total"), [("", len(CUSTOMERS)), ("braunlage", 2), (" LINDNER ", 1), ("no such customer", 0)]
)
def test_a_query_finds_names_and_towns(query: str, total: int) -> None:
    assert Listing.of(query, 1).total == total


@pytest.mark.parametrize(("asked", "page"), [(-1, 1), (0, 1), (2, 2), (99, Listing.of("", 1).pages)])
def test_a_page_that_is_not_there_is_the_nearest(asked: int, page: int) -> None:
    assert Listing.of("", asked).page == page
    assert Listing.of("no such customer", asked).page == 1


def test_the_page_of_parts_is_there_in_a_trial_only(make_app: Callable[..., Application]) -> None:
    app = make_app(server={"issuer": "http://localhost:8000"}, mail={"transport": "mailbox"})
    assert "mailbox.index" in app.view_functions
    assert "parts.show" not in app.view_functions
