"""Write idp/organizations/domains/public_providers.txt anew, from the newest free-email-domains of npm (MIT)."""

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.provisioning.node import NODE, NPM  # noqa: E402

TARGET = ROOT / "idp" / "organizations" / "domains" / "public_providers.txt"
# Providers of German-speaking countries that the package lacks.
ALSO = "1und1.de a1.net hispeed.ch kabelbw.de kabelmail.de magenta.de mailbox.org o2mail.de tutanota.com vodafone.de"


def main() -> None:
    """Fetch the package, and keep its domains in ASCII, one a line."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            [str(NODE), str(NPM), "pack", "--silent", "free-email-domains"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        with tarfile.open(Path(folder, packed)) as archive:
            domains = json.load(archive.extractfile("package/domains.json"))
    listed = {domain.lower() for domain in domains} | set(ALSO.split())
    source = packed.removesuffix(".tgz")
    head = f"# Public mail providers: {source} of npm (MIT) and a few more, written by `make providers`"
    TARGET.write_text("\n".join([head, *sorted(listed)]) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
