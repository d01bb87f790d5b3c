"""With any accent that an operator picks, the page can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.infrastructure.colours import DARK_SURFACES, LIGHT_SURFACES, contrast, luminance, mix, palette

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
AA = 4.5


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59)],
)
def test_contrast_is_wcag_s(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def test_luminance_runs_from_black_to_white() -> None:
    assert (luminance("#000000"), luminance("#ffffff")) == (0, pytest.approx(1))


def test_a_mix_lies_between() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"
    assert mix("#123456", "#abcdef", 0) == "#123456"


@given(COLOURS, st.none() | COLOURS)
def test_words_can_be_read_on_every_accent(accent: str, dark: str | None) -> None:
    colours = palette(accent, dark)
    assert contrast(colours.accent, colours.on_accent) >= AA
    assert contrast(colours.accent_dark, colours.on_accent_dark) >= AA


@given(COLOURS, st.none() | COLOURS)
def test_the_accent_can_be_read_as_words(accent: str, dark: str | None) -> None:
    colours = palette(accent, dark)
    assert all(contrast(colours.accent_text, surface) >= AA for surface in LIGHT_SURFACES)
    assert all(contrast(colours.accent_text_dark, surface) >= AA for surface in DARK_SURFACES)


@given(COLOURS)
def test_the_accent_itself_is_the_operator_s(accent: str) -> None:
    assert palette(accent).accent == accent
    assert palette(accent, "#123456").accent_dark == "#123456"


def test_a_readable_accent_stays_as_it_is() -> None:
    assert palette("#1f4fd8").accent_text == "#1f4fd8"


def test_a_pale_accent_is_darkened_as_words() -> None:
    colours = palette("#ffd400")
    assert colours.on_accent == "#10142e"
    assert luminance(colours.accent_text) < luminance("#ffd400")
