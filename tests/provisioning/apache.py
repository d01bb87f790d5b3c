"""Apache and its mod_auth_openidc, which only a distribution brings."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.provisioning.missing import fail_missing

MODULES = (Path("/usr/lib/apache2/modules"), Path("/usr/lib64/httpd/modules"))


@dataclass(frozen=True)
class Apache:
    """Where an Apache lies that can be a relying party."""

    program: Path
    modules: Path


def get_apache() -> Apache:
    """The installed Apache with mod_auth_openidc; fails the test when there is none."""
    program = shutil.which("apache2", path="/usr/sbin:/usr/bin") or shutil.which("httpd", path="/usr/sbin:/usr/bin")
    modules = next((folder for folder in MODULES if (folder / "mod_auth_openidc.so").exists()), None)
    if program is None or modules is None:
        fail_missing(
            "Apache with mod_auth_openidc",
            "`make machine` installs them as root on Debian: apt-get install apache2 libapache2-mod-auth-openidc",
        )
    return Apache(Path(program), modules)
