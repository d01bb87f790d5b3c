"""The folder of one test run, shared by its workers, and the parts started once for all of them."""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class RunFolder:
    """A folder that lives as long as the test run.

    The process that made it (xdist's controller, or the only one) closes it. A part is started by the first worker
    that asks for it, so that a run of pure tests starts nothing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls) -> "RunFolder":
        """A new folder below the system's temporary one, which any user may enter (PostgreSQL never runs as root)."""
        path = Path(tempfile.mkdtemp(prefix="einlass-tests-"))
        path.chmod(0o755)
        return cls(path)

    def once(self, name: str, start: Callable[[Path], dict[str, str]]) -> dict[str, str]:
        """What ``start(folder)`` returned, called by the first of all workers only.

        When it raises, the next asker tries again: each test that needs the part says why it is not there.
        """
        with self._locked(name):
            answer = self.path / f"{name}.json"
            if not answer.exists():
                folder = self.path / name
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                answer.write_text(json.dumps(start(folder)))
            facts: dict[str, str] = json.loads(answer.read_text())
            return facts

    def facts(self, name: str) -> dict[str, str] | None:
        """What is known of a part; None when no test asked for it."""
        answer = self.path / f"{name}.json"
        return json.loads(answer.read_text()) if answer.exists() else None

    def remove(self) -> None:
        """Delete the folder and all in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        descriptor = os.open(self.path / f"{name}.lock", os.O_CREAT | os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
