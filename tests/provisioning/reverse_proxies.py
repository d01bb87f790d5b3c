"""Reverse proxies: Caddy comes as a wheel; nginx, Apache and HAProxy only a distribution brings."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.provisioning.missing import fail_missing

FOLDERS = (str(Path(sys.executable).parent), "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")


@dataclass(frozen=True)
class ReverseProxy:
    """A program, as it is started on a file of settings in a folder of its own.

    ``frame`` is what a distribution's settings have around a site's ``{block}``; in it and in ``arguments``,
    ``{folder}`` and ``{settings}`` stand for paths.
    """

    name: str
    programs: Sequence[str]
    arguments: Sequence[str]
    frame: str = "{block}"

    def find(self) -> Path:
        """The installed program; fails the test when there is none."""
        found = (shutil.which(name, path=os.pathsep.join(FOLDERS)) for name in self.programs)
        program = next(filter(None, found), None)
        if program is None:
            fail_missing(self.name, f"`make machine` installs it as root on Debian: apt-get install {self.programs[0]}")
        return Path(program)

    def start(self, folder: Path, block: str) -> "subprocess.Popen[bytes]":
        """Run it with one site; its files and its log are in ``folder``."""
        paths = {"folder": folder, "settings": folder / f"{self.name}.conf"}
        paths["settings"].write_text(self.frame.format(block=block, **paths), encoding="utf-8")
        command = [self.find(), *(argument.format(**paths) for argument in self.arguments)]
        with self.log(folder).open("wb") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=os.environ | {"HOME": str(folder)})

    def log(self, folder: Path) -> Path:
        """What it prints."""
        return folder / f"{self.name}.log"


NGINX = ReverseProxy(
    name="nginx",
    programs=("nginx",),
    arguments=("-p", "{folder}", "-c", "{settings}"),
    frame="""
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
""",
)

# Debian's own modules and the five of the block; the account is that of the workers where root starts it.
APACHE = ReverseProxy(
    name="apache",
    programs=("apache2", "httpd"),
    arguments=("-d", "{folder}", "-f", "{settings}", "-D", "FOREGROUND"),
    frame="""
ServerName localhost
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
Mutex file:{folder}
ErrorLog /dev/stderr
User nobody
Group "#65534"
Define modules /usr/lib/apache2/modules
LoadModule mpm_event_module ${{modules}}/mod_mpm_event.so
LoadModule authz_core_module ${{modules}}/mod_authz_core.so
LoadModule reqtimeout_module ${{modules}}/mod_reqtimeout.so
LoadModule socache_shmcb_module ${{modules}}/mod_socache_shmcb.so
LoadModule buffer_module ${{modules}}/mod_buffer.so
LoadModule headers_module ${{modules}}/mod_headers.so
LoadModule proxy_module ${{modules}}/mod_proxy.so
LoadModule proxy_http_module ${{modules}}/mod_proxy_http.so
LoadModule ssl_module ${{modules}}/mod_ssl.so
StartServers 1
{block}
""",
)

HAPROXY = ReverseProxy(name="haproxy", programs=("haproxy",), arguments=("-db", "-f", "{settings}"))

CADDY = ReverseProxy(
    name="caddy", programs=("caddy",), arguments=("run", "--adapter", "caddyfile", "--config", "{settings}")
)
