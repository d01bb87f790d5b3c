"""What becomes of an uploaded picture."""

import random
import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from idp.organizations.logos.pictures import HEIGHT, LARGEST_UPLOAD, WIDTH, NoPicture, draw_logo
from tests.factories.logos import picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose pixels would fill the memory."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def opened(logo: bytes) -> Image.Image:
    return Image.open(BytesIO(logo))


@pytest.mark.threat(75)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_of_each_format_becomes_a_png(kind: str) -> None:
    """Issue 10, item 9."""
    logo = opened(draw_logo(picture(kind)))
    assert (logo.format, logo.size) == ("PNG", (WIDTH, HEIGHT))
    left, right = (logo.convert("RGB").getpixel(at) for at in ((10, 35), (260, 35)))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[2] > left[1]
    assert right[1] > right[2]


@pytest.mark.parametrize(
    ("given", "drawn"),
    [((540, 140), (270, 70)), ((1000, 100), (270, 27)), ((100, 1000), (7, 70)), ((40, 20), (40, 20))],
)
def test_the_proportions_stay(given: tuple[int, int], drawn: tuple[int, int]) -> None:
    assert opened(draw_logo(picture(size=given))).size == drawn


@pytest.mark.threat(75)
@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "ICO"])
def test_another_format_is_refused(kind: str) -> None:
    with pytest.raises(NoPicture):
        draw_logo(picture(kind, (64, 32)))


@pytest.mark.threat(75)
@pytest.mark.parametrize(
    "file", [b"", SVG, b"<!doctype html><script>alert(1)</script>", b"%PDF-1.7", b"GIF89a", picture()[:80]]
)
def test_what_is_no_picture_is_refused(file: bytes) -> None:
    with pytest.raises(NoPicture):
        draw_logo(file)


@pytest.mark.threat(75)
@pytest.mark.parametrize("size", [(2001, 2000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_with_too_many_pixels_is_not_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(NoPicture):
        draw_logo(bomb(*size))


@pytest.mark.threat(75)
def test_a_whole_picture_beyond_the_limit_is_refused() -> None:
    with pytest.raises(NoPicture):
        draw_logo(picture(size=(2001, 2000)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_every_logo_has_colours_and_transparency(kind: str) -> None:
    assert opened(draw_logo(picture(kind))).mode == "RGBA"


@pytest.mark.threat(75)
def test_a_picture_at_the_limit_is_drawn() -> None:
    assert opened(draw_logo(picture(size=(2000, 2000)))).size == (HEIGHT, HEIGHT)


@pytest.mark.threat(75)
def test_a_file_that_is_too_large_is_not_looked_at() -> None:
    padded = picture() + b"\0" * (LARGEST_UPLOAD - len(picture()))
    assert draw_logo(padded)
    with pytest.raises(NoPicture):
        draw_logo(padded + b"\0")


@pytest.mark.threat(75)
def test_texts_profiles_and_places_of_the_file_are_left_behind() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "Jana Geheim")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    file = picture(pnginfo=told, exif=exif, icc_profile=b"profile of a camera" * 10)
    logo = draw_logo(file)
    assert b"Jana Geheim" in file
    assert opened(logo).info == {}
    assert not any(word in logo for word in (b"Jana", b"home", b"profile", b"eXIf", b"iCCP"))


@pytest.mark.threat(75)
def test_a_file_that_is_a_page_as_well_becomes_a_picture_alone() -> None:
    logo = draw_logo(picture() + SVG)
    assert b"<script" not in logo


def test_a_picture_from_a_camera_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(draw_logo(picture("JPEG", (60, 20), exif=exif))).size == (20, 60)


def test_transparency_stays() -> None:
    made = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(made, "PNG")
    assert opened(draw_logo(made.getvalue())).getpixel((5, 5)) == (0, 0, 0, 0)


@pytest.mark.threat(75)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_broken_file_is_a_picture_or_none(kind: str) -> None:
    whole, chance = picture(kind, (90, 30)), random.Random(75)
    for _ in range(300):
        file = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            file[chance.randrange(len(file))] = chance.randrange(256)
        with suppress(NoPicture):
            assert opened(draw_logo(bytes(file))).format == "PNG"
