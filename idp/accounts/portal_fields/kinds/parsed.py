"""A form field whose entry is made of a typed text."""

from collections.abc import Callable, Sequence
from typing import Any

from wtforms import StringField


class ParsedField(StringField):
    """A line of text that becomes a value.

    ``parse`` gives the value as it is kept, or raises ValueError with what to enter instead; ``write`` gives the text
    of a value as the person reads it. What can't be understood is shown again as it was typed.
    """

    def __init__(
        self, *args: Any, parse: Callable[[str], Any], write: Callable[[Any], str] = str, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._parse, self._write = parse, write

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        # Validators look at this: a text of spaces is none.
        self.raw_data, self.data = [text], None
        if text:
            self.data = self._parse(text)

    def _value(self) -> str:
        if self.data is None:
            return str(self.raw_data[0]) if self.raw_data else ""
        return self._write(self.data)
