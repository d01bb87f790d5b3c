"""Apache with mod_auth_openidc as a relying party."""

import os
import pwd
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from tests.interop.programs import Program
from tests.interop.relying_party import RELYING_PARTIES
from tests.provisioning.apache import Apache
from tests.provisioning.run_folder import RunFolder


def start_apache(apache: Apache, run_folder: RunFolder, settings: dict[str, str]) -> Program:
    """An Apache of our own, in a folder that its unprivileged workers can enter when we are root."""
    folder = Path(tempfile.mkdtemp(prefix="apache-", dir=run_folder.path))
    shutil.copytree(RELYING_PARTIES / "mod_auth_openidc", folder, dirs_exist_ok=True)
    folder.chmod(0o755)
    workers = pwd.getpwnam("nobody")
    settings |= {
        "RP_MODULES": str(apache.modules),
        "RP_PORT": str(urlsplit(settings["RP_URL"]).port),
        "RP_USER_ID": str(workers.pw_uid),
        "RP_GROUP_ID": str(workers.pw_gid),
    }
    command = [str(apache.program), "-d", str(folder), "-f", str(folder / "apache.conf"), "-D", "FOREGROUND"]
    if os.geteuid() == 0:
        command += ["-D", "AS_ROOT"]
    program = Program.start(
        "apache", command, environment=os.environ | settings, folder=folder, log=folder / "error.log"
    )
    program.wait_until_it_answers(settings["RP_URL"])
    return program
