"""The base of every package's own errors."""

from idp.infrastructure.errors import DomainError


class Taken(DomainError):
    title = "Not possible"
    message = "There is an account %(email)s."


class Full(DomainError):
    title = "Full"
    message = "100 % of it is used."


def test_a_message_names_its_parameters() -> None:
    assert Taken(email="ada@example.test").text == "There is an account ada@example.test."


def test_a_message_without_parameters_is_taken_as_it_is() -> None:
    assert Full().text == "100 % of it is used."
