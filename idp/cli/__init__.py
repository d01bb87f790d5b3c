"""The command ``idp``: what an operator does from a shell.

Owns the words of the command line, its tables and JSON, its exit codes, and starting the server. Every rule behind a
command belongs to the package that the command is about.

Exit codes: 0 done; 1 a check found problems; 2 nothing was done, and the message says what to do.
"""

from idp.cli.root import main

__all__ = ["main"]
