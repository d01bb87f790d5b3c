"""An nginx, which only a distribution brings."""

import shutil
import subprocess
from pathlib import Path

from tests.provisioning.missing import fail_missing

# What the configuration of a distribution has around a server block.
FRAME = """
worker_processes 1;
daemon off;
error_log stderr;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{block}
}}
"""


def get_nginx() -> Path:
    """The installed nginx; fails the test when there is none."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        fail_missing("nginx", "`make machine` installs it as root on Debian: apt-get install nginx")
    return Path(program)


def start_nginx(folder: Path, block: str) -> "subprocess.Popen[bytes]":
    """An nginx of our own with one server block; its files and its log are in ``folder``."""
    settings = folder / "nginx.conf"
    settings.write_text(FRAME.format(folder=folder, block=block), encoding="utf-8")
    with (folder / "nginx.log").open("wb") as log:
        return subprocess.Popen([get_nginx(), "-p", folder, "-c", settings], stdout=log, stderr=log, cwd=folder)
