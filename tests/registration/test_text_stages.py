"""Which text is asked on which page: each once, before the address is confirmed or where the account is completed."""

import pytest
from sqlalchemy import select

from idp.agreements.models import Agreement
from tests.factories.registration_pages import EMAIL, NEW_PASSWORD, open_link
from tests.factories.texts import text
from tests.provisioning.pages import forms_of

TEXTS = {
    "terms": text(),
    "privacy": text("privacy"),
    "house": text("other", asked_at=["completion"]),
    "rules": text("other", asked_at=["completion"]),
    "offers": text("marketing"),
    "news": text("marketing", asked_at=["sign_in"]),
}
FIRST = ["name", "email"]
NAMES = {"given_name": "Grace", "family_name": "Neu", "email": EMAIL, "password": NEW_PASSWORD}


@pytest.fixture
def walk(make_app, mailbox):
    """The texts that each page asks for, once all were agreed to and the account is there."""

    def through(pages, completion, keys=("terms", "privacy", "house", "rules", "news")):
        registration = {"pages": pages, "completion": completion}
        texts = {key: TEXTS[key] for key in keys}
        client = make_app(portals={"shop": {"texts": texts, "registration": registration}}).test_client()
        page, asked = client.get("/register"), []
        for _ in range(len(pages) + len(completion)):
            form = forms_of(page)[0]
            boxes = sorted(form.boxes)
            asked.append([each.removeprefix("text_") for each in boxes])
            given = {key: value for key, value in NAMES.items() if key in form.fields}
            page = client.submit(page, given | dict.fromkeys(boxes, "y"), follow_redirects=True)
            if page.request.path.startswith("/register/sent/"):
                page = client.submit(open_link(client, mailbox.only.link), follow_redirects=True)
        return asked

    return through


@pytest.mark.parametrize(
    ("pages", "completion", "asked"),
    [
        # What belongs to the completion is asked there, where anything is agreed to there.
        (
            [[*FIRST, "agreements"]],
            [["agreements", "password"]],
            [["privacy", "terms"], ["house", "rules"]],
        ),
        ([[*FIRST, "agreements"]], [["password"]], [["house", "privacy", "rules", "terms"], []]),
        ([[*FIRST, "agreements"]], [["text_house", "password"]], [["privacy", "terms"], ["house"]]),
        # A text that has a page of its own is not asked on the common one.
        (
            [[*FIRST, "agreements"]],
            [["text_house"], ["agreements", "password"]],
            [["privacy", "terms"], ["house"], ["rules"]],
        ),
        (
            [[*FIRST, "text_terms"], ["agreements"]],
            [["password"]],
            [["terms"], ["house", "privacy", "rules"], []],
        ),
        # By itself, any text may be asked, wherever else it is.
        ([[*FIRST, "text_news"]], [["password"]], [["news"], []]),
    ],
)
def test_each_text_is_asked_once_where_it_belongs(walk, database, pages, completion, asked):
    assert walk(pages, completion) == asked
    agreed = sorted(key for page in asked for key in page)
    assert sorted(database.rows(select(Agreement.text))) == agreed


def test_texts_of_the_completion_alone_make_a_page_of_it(walk):
    assert walk([[*FIRST, "password"]], [["agreements"]], ["house"]) == [[], ["house"]]


@pytest.mark.parametrize("step", ["agreements", "text_offers"])
def test_a_page_of_optional_texts_alone_is_shown(walk, step):
    assert walk([[*FIRST, "password"], [step]], [], ["offers"]) == [[], ["offers"]]
