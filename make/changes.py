"""Write all changes of the chosen modules beside each other, as mutmut makes them, and say which the types refuse.

`python changes.py`, in a folder whose pyproject.toml has the settings of mutmut, prints a line `NAME: STATE` for each
change; the folder `mutants` in it gets a copy of the project with all of them.
"""

import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

from mutmut.__main__ import create_mutants
from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.file_mutation import filter_mutants_with_type_checker
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir, setup_source_paths, walk_mutatable_files
from survivors import NOT_TRIED, REFUSED, Results


def main() -> None:
    """Do what `mutmut run` does before it tries anything; it has no command for that alone."""
    with redirect_stdout(sys.stderr):
        set_mutant_under_test("mutant_generation")
        Path("mutants").mkdir()
        copy_src_dir()
        copy_also_copy_files()
        setup_source_paths()
        create_mutants(max_children=2)
        refused = filter_mutants_with_type_checker()
    print(Results({name: REFUSED if name in refused else NOT_TRIED for name in _names()}).to_text())


def _names() -> Iterator[str]:
    for path in walk_mutatable_files():
        data = SourceFileMutationData(path=path)
        data.load()
        yield from data.exit_code_by_key


if __name__ == "__main__":
    main()
