"""wrk, with a thread for each connection: a thread's Lua state is then the state of its chain."""

import json
import subprocess
import tempfile
from dataclasses import asdict
from pathlib import Path

from benchmarks.load import Sent
from benchmarks.scenarios import Chain

SCRIPT = Path(__file__).with_name("chain.lua")


def saturate(port: int, chain: Chain, seconds: int) -> Sent:
    """As many requests as the server takes."""
    threads = str(len(chain.seeds))
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(f"return {_lua(asdict(chain))}")
        file.flush()
        command = ["wrk", f"-t{threads}", f"-c{threads}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT)]
        done = subprocess.run(
            [*command, f"http://localhost:{port}", "--", file.name], capture_output=True, text=True, check=True
        )
    counted = json.loads(done.stdout.splitlines()[-1])
    return Sent(counted["requests"], counted["unexpected"], counted["microseconds"] / 1e6)


def _lua(value: object) -> str:
    """Plain data as a Lua expression."""
    if isinstance(value, dict):
        return "{" + ",".join(f"[{_lua(name)}]={_lua(each)}" for name, each in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "{" + ",".join(map(_lua, value)) + "}"
    if isinstance(value, str):
        return '"' + "".join(f"\\{byte:03d}" for byte in value.encode()) + '"'
    return str(value)
