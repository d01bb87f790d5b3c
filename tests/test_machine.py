"""``make/machine``: one place that installs what the suite needs on Debian as root, and names it elsewhere."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.provisioning import chromium, firefox, node, python_programs

ROOT = Path(__file__).resolve().parent.parent
BASICS = ("cat", "chmod", "env", "grep", "ls", "mktemp", "rm", "sh")
DEBIAN = (
    "chromium chromium-headless-shell firefox-esr fonts-dejavu-core postgresql pgbouncer nginx haproxy apache2 "
    "libapache2-mod-auth-openidc"
)
# What the packages of DEBIAN put onto a machine.
FILES = (
    "bin/chromium",
    "bin/chromium-headless-shell",
    "bin/firefox-esr",
    "root/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "root/usr/lib/postgresql/15/bin/initdb",
    "root/usr/sbin/pgbouncer",
    "root/usr/sbin/nginx",
    "root/usr/sbin/haproxy",
    "root/usr/sbin/apache2",
    "root/usr/lib/apache2/modules/mod_auth_openidc.so",
)
LOCKED = "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 1 (apt-get)"


class Machine:
    """A machine made of a folder: its programs are stand-ins that write down how they were called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("bin", "root/usr/sbin", "root/etc/ssl/certs"):
            (folder / name).mkdir(parents=True)
        for name in BASICS:
            (folder / "bin" / name).symlink_to(str(shutil.which(name)))
        (folder / "root/etc/ssl/certs/ca-certificates.crt").touch()
        for name in ("python3", "git", "make"):
            self.add_program(name, "exit 0")
        self.add_program("sleep", 'echo "sleep $*" >>calls')
        self.add_program("id", "echo 1000")

    def add_program(self, name: str, script: str) -> None:
        program = self.folder / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def add_files(self) -> None:
        for name in FILES:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o755)

    def become_debian(self, apt_get: str = "") -> None:
        """Root, with an apt-get that runs the shell lines ``apt_get`` and installs what it is asked for."""
        install = "; ".join(f"mkdir -p $(dirname {name}); : >{name}; chmod 755 {name}" for name in FILES)
        for name in ("mkdir", "dirname"):
            (self.folder / "bin" / name).symlink_to(str(shutil.which(name)))
        self.add_program("id", "echo 0")
        self.add_program(
            "apt-get",
            f'echo "apt-get $*" >>calls\n{apt_get}\n'
            f'case "$*" in *" install "*) ls root/usr/sbin >>seen; {install};; esac',
        )

    def run(self, **environment: str) -> subprocess.CompletedProcess[str]:
        base = {"PATH": str(self.folder / "bin"), "MACHINE_ROOT": str(self.folder / "root"), "TMPDIR": str(self.folder)}
        return subprocess.run(
            [ROOT / "make" / "machine"],
            cwd=self.folder,
            env=base | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def calls(self) -> list[str]:
        """How apt-get and sleep were called, without apt-get's fixed options."""
        path = self.folder / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line.replace(" -y -qq -o DPkg::Lock::Timeout=900", "") for line in lines]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_machine_that_has_everything_is_left_alone(machine: Machine) -> None:
    machine.become_debian()
    machine.add_files()
    done = machine.run()
    assert (done.returncode, done.stdout + done.stderr, machine.calls) == (0, "", [])


def test_on_debian_root_installs_what_is_missing(machine: Machine) -> None:
    machine.become_debian()
    done = machine.run()
    assert done.returncode == 0
    assert machine.calls == ["apt-get update", f"apt-get install --no-install-recommends {DEBIAN}"]
    assert done.stderr == f"Installing for the test suite: {DEBIAN}\n"


def test_it_starts_no_service_while_it_installs_and_leaves_no_policy_behind(machine: Machine) -> None:
    machine.become_debian()
    machine.run()
    assert (machine.folder / "seen").read_text() == "policy-rc.d\n"
    assert not (machine.folder / "root/usr/sbin/policy-rc.d").exists()


def test_a_policy_of_the_machine_itself_stays(machine: Machine) -> None:
    machine.become_debian()
    policy = machine.folder / "root/usr/sbin/policy-rc.d"
    policy.write_text("its own")
    machine.run()
    assert policy.read_text() == "its own"


def test_it_waits_while_another_package_manager_holds_a_lock(machine: Machine) -> None:
    machine.become_debian(f'if [ ! -e second ]; then : >second; echo "{LOCKED}" >&2; exit 100; fi')
    done = machine.run()
    assert machine.calls[:3] == ["apt-get update", "sleep 5", "apt-get update"]
    assert "Waiting for another package manager to finish." in done.stderr
    assert "misses" not in done.stderr


def test_a_source_out_of_reach_keeps_no_package_away(machine: Machine) -> None:
    machine.become_debian('case "$*" in *" update") echo "E: no route" >&2; exit 100;; esac')
    done = machine.run()
    assert "apt-get update was not complete" in done.stderr
    assert "misses" not in done.stderr


def test_a_package_that_the_distribution_lacks_keeps_no_other_away(machine: Machine) -> None:
    machine.become_debian('case "$*" in *" chromium"*) echo "E: no candidate" >&2; exit 100;; esac')
    machine.run()
    assert machine.calls[-1] == "apt-get install --no-install-recommends libapache2-mod-auth-openidc"


def test_what_could_not_be_installed_is_named(machine: Machine) -> None:
    machine.become_debian("exit 100")
    done = machine.run()
    assert done.returncode == 0
    assert f"as root: apt-get install {DEBIAN}\n" in done.stderr


def test_elsewhere_it_installs_nothing_and_says_what_is_missing(machine: Machine) -> None:
    machine.add_program("apt-get", "echo called >>calls")
    done = machine.run()
    assert (done.returncode, machine.calls) == (0, [])
    assert (
        f"The test suite misses something here. Debian and Ubuntu, as root: apt-get install {DEBIAN}\n" in done.stderr
    )


def test_parts_named_in_the_environment_are_not_missing(machine: Machine) -> None:
    done = machine.run(
        IDP_TEST_CHROMIUM="/opt/chromium",
        IDP_TEST_FIREFOX="/opt/firefox",
        IDP_TEST_POSTGRES_URL="postgresql://localhost",
    )
    assert (
        "apt-get install fonts-dejavu-core pgbouncer nginx haproxy apache2 libapache2-mod-auth-openidc\n" in done.stderr
    )


def test_ci_uses_it_and_adds_no_installation_of_its_own() -> None:
    steps = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line.startswith("make")]
    assert steps == ["make/machine", "make check", "make test"]
    assert "\ntest: machine " in (ROOT / "Makefile").read_text()


def test_no_fixture_installs_anything(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Many workers would do it at once, inside a test's time limit."""
    monkeypatch.setattr(node, "MARK", tmp_path / "never written")
    monkeypatch.setattr(chromium, "find_chromium", lambda: None)
    monkeypatch.setattr(firefox, "find_firefox", lambda: None)
    monkeypatch.setattr(python_programs, "MARK", "never-written")
    getters = (node.get_node_modules, chromium.get_chromium, firefox.get_firefox)
    for get in (*getters, lambda: python_programs.get_environment("jupyterhub")):
        with pytest.raises(pytest.fail.Exception, match="`make machine`"):
            get()
