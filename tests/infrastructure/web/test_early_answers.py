"""Answers to a page's GET ahead of Flask."""

import json

import pytest
from flask import Response

from idp.infrastructure.web.early_answers import EarlyAnswer, add_early_answer
from idp.infrastructure.web.machine_requests import MachineAnswer

ADDRESS = "/early"


@pytest.fixture
def make_client(make_app):
    """``make_client(find)``: a browser of an application with this early answer before a view that says ``view``."""

    def make(find):
        app = make_app(own=True)
        app.add_url_rule(ADDRESS, "late", lambda: Response("view"), methods=["GET", "POST"])
        add_early_answer(app, EarlyAnswer(ADDRESS, "early", find))
        return app.test_client()

    return make


def answer_with_early(environ):
    return MachineAnswer(b"early", 200, [("Content-Type", "text/plain")])


def test_an_answer_has_the_headers_and_the_log_line_of_every_request(make_client, capsys):
    client = make_client(answer_with_early)
    capsys.readouterr()

    answer = client.get(ADDRESS)

    assert (answer.text, answer.headers["X-Content-Type-Options"]) == ("early", "nosniff")
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert (line["route"], line["request_id"]) == (ADDRESS, answer.headers["X-Request-Id"])


def test_without_one_the_view_answers(make_client):
    assert make_client(lambda _: None).get(ADDRESS).text == "view"


@pytest.mark.parametrize("method", ["POST", "HEAD", "OPTIONS"])
def test_other_methods_are_the_views(make_client, method):
    asked = []

    make_client(asked.append).open(ADDRESS, method=method)

    assert asked == []


def test_one_that_fails_leaves_it_to_the_view_and_says_so_in_the_log(make_client, capsys):
    def fail(environ):
        raise ValueError("on purpose")

    client = make_client(fail)
    capsys.readouterr()

    assert client.get(ADDRESS).text == "view"
    events = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert "no early answer" in events


def test_a_request_under_another_name_is_refused_before(make_client):
    assert make_client(answer_with_early).get(ADDRESS, headers={"Host": "elsewhere.example"}).status_code == 400
