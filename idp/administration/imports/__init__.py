"""Accounts that come from another system, in a file.

Owns what a row must be, and storing its accounts: ``formats`` names what the records of a file hold, ``columns`` judges
the values. Reading the file belongs to ``files``. Which password hashes can be read belongs to
``accounts.imported_hashes``.

No message repeats a value of the file: where columns are shifted, a password hash may stand anywhere.
"""

from idp.administration.files.source import Source, read_parameters
from idp.administration.imports.columns import COLUMNS
from idp.administration.imports.examination import Report, examine_file
from idp.administration.imports.formats import FORMATS
from idp.administration.imports.groups import Groups, check_groups, read_groups
from idp.administration.imports.storing import Rules, import_people
from idp.administration.imports.tally import Tally

__all__ = [
    "COLUMNS",
    "FORMATS",
    "Groups",
    "Report",
    "Rules",
    "Source",
    "Tally",
    "check_groups",
    "examine_file",
    "import_people",
    "read_groups",
    "read_parameters",
]
