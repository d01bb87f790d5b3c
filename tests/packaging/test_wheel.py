"""The wheel: complete, and serving from an empty environment far from the checkout."""

import signal
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.cli.installation import Server, clean_environment, free_port
from tests.provisioning.run_folder import RunFolder

ROOT = Path(__file__).resolve().parents[2]
UV = ROOT / "make" / "uv"
BUNDLED = {name: f"idp/_bundled/{name}" for name in ("templates", "migrations", "examples")}
SECONDS = 300


@pytest.fixture(scope="session")
def wheel(run_folder: RunFolder) -> Path:
    """The built wheel; once for a whole run."""

    def build(folder: Path) -> dict[str, str]:
        _run(UV, "build", "--wheel", "--out-dir", folder, ROOT)
        return {"path": str(next(folder.glob("einlass-*.whl")))}

    return Path(run_folder.once("wheel", build)["path"])


# The first run on a machine may have to fetch what the environment holds.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="session")
def installed(run_folder: RunFolder, wheel: Path) -> Path:
    """The command `idp` of an environment that holds the wheel and what it depends on, and nothing else."""

    def install(folder: Path) -> dict[str, str]:
        _run(UV, "venv", folder / "venv")
        _run(UV, "pip", "install", "--python", folder / "venv" / "bin" / "python", wheel)
        return {"path": str(folder / "venv" / "bin" / "idp")}

    return Path(run_folder.once("installed_wheel", install)["path"])


@pytest.fixture
def files(wheel: Path) -> set[str]:
    """Names of the files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("folder", list(BUNDLED))
def test_it_carries_the_folders_beside_the_package(files: set[str], folder: str) -> None:
    wanted = {f"{BUNDLED[folder]}/{name}" for name in _tracked(folder)}
    assert wanted
    assert wanted <= files


@pytest.mark.parametrize("suffix", [".py", ".po", ".css", ".js", ".svg"])
def test_it_carries_the_whole_package(files: set[str], suffix: str) -> None:
    wanted = {f"idp/{name}" for name in _tracked("idp") if name.endswith(suffix)}
    assert wanted
    assert wanted <= files


def test_it_carries_nothing_of_an_installation_or_of_the_tests(files: set[str]) -> None:
    foreign = (".sqlite3", ".key", "config.toml", ".pyc")
    assert not [name for name in files if name.startswith("tests/") or name.endswith(foreign)]


def test_it_serves_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://localhost:{port}"
    _run(installed, "init", "--directory", tmp_path / "installation", "--issuer", url, cwd=tmp_path)
    server = Server.start(
        url,
        *("serve", "--config", str(tmp_path / "installation" / "config.toml")),
        idp=installed,
        log=tmp_path / "log",
        environment=clean_environment(),
    )
    try:
        assert server.get("/.well-known/openid-configuration").json()["issuer"] == url
        page = server.follow("/signin")
        assert page.status_code == 200
        assert "<html lang=" in page.text
        style = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
        assert server.get(style).status_code == 200
        german = server.follow("/signin", headers={"Accept-Language": "de"})
        assert "Anmelden" in german.text
        assert server.stop(signal.SIGTERM) == 0
    finally:
        server.stop()


def _tracked(folder: str) -> list[str]:
    """Files of a folder of the checkout, as Git knows them."""
    listed = _run("git", "ls-files", "-z", folder, cwd=ROOT).split("\0")
    return [name.removeprefix(f"{folder}/") for name in listed if name and (ROOT / name).exists()]


def _run(*command: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=cwd, env=clean_environment(), capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout
