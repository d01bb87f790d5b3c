"""Looking a password up in a long sorted list of hashes."""

import hashlib
from codecs import BOM_UTF8

import pytest

from idp.accounts.breached_passwords import is_breached


def sha1(password):
    return hashlib.sha1(password.encode()).hexdigest().upper()


@pytest.fixture
def make_list(tmp_path):
    def make(passwords, line="{hash}:{count}\n"):
        file = tmp_path / "breached.txt"
        hashes = sorted(map(sha1, passwords))
        file.write_text("".join(line.format(hash=each, count=number * 37) for number, each in enumerate(hashes)))
        return file

    return make


@pytest.mark.parametrize("line", ["{hash}:{count}\n", "{hash}\n", "{hash}:{count}\r\n"])
@pytest.mark.parametrize("size", [1, 2, 3, 500])
def test_every_line_is_found_and_nothing_else(make_list, size, line):
    known = [f"password{number}" for number in range(size)]
    file = make_list(known, line)

    assert all(is_breached(password, file) for password in known)
    assert not any(is_breached(f"other{number}", file) for number in range(100))


@pytest.mark.parametrize("size", [1, 2, 500])
@pytest.mark.parametrize("line", ["{hash}:{count}\r\n", "{hash}\n"])
@pytest.mark.parametrize("case", [str.upper, str.lower])
def test_a_byte_order_mark_hides_no_entry(make_list, size, line, case):
    """Trial row S13."""
    known = [f"password{number}" for number in range(size)]
    file = make_list(known, line)
    file.write_bytes(BOM_UTF8 + case(file.read_bytes().decode()).encode())

    assert all(is_breached(password, file) for password in known)


def test_an_empty_list_knows_nothing(tmp_path):
    file = tmp_path / "empty.txt"
    file.touch()

    assert not is_breached("password", file)


def test_without_a_list_nothing_is_refused():
    assert not is_breached("password", None)


def test_a_list_that_is_gone_keeps_nobody_out(tmp_path):
    assert not is_breached("password", tmp_path / "gone.txt")
