"""`make mutate` fails for a survivor that nobody has judged."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RESULTS = "    idp.protocol.pkce.x_verify__mutmut_1: survived\n    idp.protocol.pkce.x_verify__mutmut_2: no tests\n"
REASON = '"idp.protocol.pkce.x_verify__mutmut_1" = "makes no difference"\n'
GONE = '"idp.protocol.pkce.x_verify__mutmut_9" = "makes no difference"\n'


@pytest.mark.parametrize(
    ("judged", "complaint"),
    [
        (REASON, ""),
        ("", "without a reason: idp.protocol.pkce.x_verify__mutmut_1"),
        (REASON + GONE, "judged, but does not survive: idp.protocol.pkce.x_verify__mutmut_9"),
    ],
)
def test_the_survivors_are_those_that_have_a_reason(tmp_path: Path, judged: str, complaint: str) -> None:
    for folder in ("make", "docs"):
        (tmp_path / folder).mkdir()
    script = shutil.copy(ROOT / "make" / "survivors.py", tmp_path / "make")
    (tmp_path / "docs" / "survivors.toml").write_text(judged)

    run = subprocess.run([sys.executable, script], input=RESULTS, capture_output=True, text=True, check=False)

    assert (run.stderr.strip(), run.returncode) == (complaint, 1 if complaint else 0)
