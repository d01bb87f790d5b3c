"""How people write a code that they copy."""

from collections.abc import Callable

import pytest


def _halves(sign: str) -> Callable[[str], str]:
    return lambda code: f"{code[: len(code) // 2]}{sign}{code[len(code) // 2 :]}"


def _full_width(code: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in code)


def _arabic(code: str) -> str:
    return "".join(chr(0x0660 + int(letter)) if letter.isdigit() else letter for letter in code)


COPIES = [
    pytest.param(write, id=name)
    for name, write in {
        "space": _halves(" "),
        "dash": _halves("-"),
        "dash and spaces": _halves(" - "),
        "en dash": _halves("\u2013"),
        "dash that does not break": _halves("\u2011"),
        "minus sign": _halves("\u2212"),
        "space that does not break": _halves("\u00a0"),
        "thin space": _halves("\u202f"),
        "dot": _halves("."),
        "tab": _halves("\t"),
        "space without width": _halves("\u200b"),
        "marks of direction": lambda code: f"\u2068{code}\u2069",
        "spaces around": lambda code: f"  {code}\u00a0\n",
        "spaces between": " ".join,
        "full width": _full_width,
        "Arabic digits": _arabic,
    }.items()
]
"""Each takes the code as it was made."""
