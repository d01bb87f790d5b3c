"""Pictures to upload."""

from io import BytesIO
from typing import Any

from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (540, 140), **options: Any) -> bytes:
    """A file of this format, blue on the left and green on the right."""
    drawn = Image.new("RGB", size, (20, 60, 200))
    drawn.paste((20, 160, 80), (size[0] // 2, 0, size[0], size[1]))
    made = BytesIO()
    drawn.save(made, kind, **options)
    return made.getvalue()
