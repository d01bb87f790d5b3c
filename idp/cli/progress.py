"""The progress bar of long work, on standard error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress


@contextmanager
def show_progress(description: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """What the block calls with the number of rows that were done since the last time."""
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(description, total=total)
        yield lambda rows: progress.update(task, advance=rows)
