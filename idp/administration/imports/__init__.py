"""Accounts that come from another system, in a file.

Owns reading the file, what a row must be, and storing its accounts: ``containers`` reads records, ``formats`` names
what they hold, ``columns`` judges the values. Which password hashes can be read belongs to
``accounts.imported_hashes``.

No message repeats a value of the file: where columns are shifted, a password hash may stand anywhere.
"""

from idp.administration.imports.columns import COLUMNS
from idp.administration.imports.examination import examine_file
from idp.administration.imports.formats import FORMATS
from idp.administration.imports.source import Source, read_parameters
from idp.administration.imports.storing import Rules, import_people
from idp.administration.imports.tally import RowProblem, Tally

__all__ = [
    "COLUMNS",
    "FORMATS",
    "RowProblem",
    "Rules",
    "Source",
    "Tally",
    "examine_file",
    "import_people",
    "read_parameters",
]
