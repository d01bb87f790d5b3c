"""Accounts that come from another system, in a file.

Owns reading the file, what a line must be, and storing its people. Which password hashes can be read belongs to
``accounts.imported_hashes``.

No message repeats a value of the file: where columns are shifted, a password hash may stand anywhere.
"""

from idp.administration.imports.columns import COLUMNS
from idp.administration.imports.examination import examine_file
from idp.administration.imports.files import SUFFIXES, Format, find_format
from idp.administration.imports.storing import Rules, import_people
from idp.administration.imports.tally import RowProblem, Tally

__all__ = [
    "COLUMNS",
    "SUFFIXES",
    "Format",
    "RowProblem",
    "Rules",
    "Tally",
    "examine_file",
    "find_format",
    "import_people",
]
