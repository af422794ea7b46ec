"""`make demo`: the demo complex, loaded and running, until Ctrl-C.

Loads the complex at the first start, brings it up to today at every start, then runs the web
server, the worker, one gate room and the simulated gates side by side. `--reset`
forgets the data first.
"""

import argparse
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from honcho.manager import Manager

HOST = "127.0.0.1"
READY_WITHIN_S = 90
LOGINS = "demo_logins.json"
ROOM, ROOM_KEY = "gate_room", "demo_gate_room.key"  # the agent's folder and key file
MARK = "demo"  # an empty file: this folder was filled by the demo and may be forgotten


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reset", action="store_true", help="forget the demo's data first")
    options.add_argument("--load-only", action="store_true", help="load, but start nothing")
    chosen = options.parse_args()
    port = int(os.environ.get("PORT", "8000"))
    data = Path(os.environ.setdefault("JIEYUE_DATA", "var")).resolve()
    os.environ |= {"JIEYUE_DATA": str(data), "JIEYUE_DEMO": "true"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")
    if not chosen.load_only and not _is_free(port):
        sys.exit(f"Port {port} is in use. Stop what runs there, or choose: make demo PORT=8010")
    if chosen.reset:
        _forget(data)
    _prepare()
    if not chosen.load_only:
        _run(port, data)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _forget(data: Path) -> None:
    """Delete a demo's data folder. Anything that is not one is left alone."""
    if os.environ.get("JIEYUE_DATABASE_URL"):
        sys.exit("demo-reset only forgets the embedded database; drop the other one by hand.")
    if not data.exists() or not any(data.iterdir()):
        return
    if not (data / MARK).exists():
        sys.exit(f"{data} does not hold a demo, so nothing was deleted.")
    shutil.rmtree(data)


def _prepare() -> None:
    """Tables and the complex itself, front-end files meanwhile. A load cut short begins anew."""
    collect = ["manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    with subprocess.Popen([sys.executable, *collect]) as files:
        for module in ("simulator.fresh_tables", "simulator.load"):
            code = subprocess.run([sys.executable, "-m", module]).returncode
            if code:
                sys.exit(code)
    if files.returncode:
        sys.exit(files.returncode)


def _run(port: int, data: Path) -> None:
    address = f"http://{HOST}:{port}"
    python = sys.executable
    manager = Manager()
    room = f"{HOST}:{_free_port()}"
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "JIEYUE_ADDRESS": address,
        "JIEYUE_GATE_ROOM": f"http://{room}",
    }
    commands = {
        "web": f"{python} -m granian --interface wsgi jieyue.wsgi:application --host {HOST}"
        f" --port {port} --workers 2 --blocking-threads 2 --no-ws --log-level warning",
        "worker": f"{python} -m jieyue run_worker",
        "room": f"{python} -m jieyue edge --server {address} --listen {room}"
        f" --key-file {shlex.quote(str(data / ROOM_KEY))} --data {shlex.quote(str(data / ROOM))}",
        "gates": f"{python} -m simulator.live",
    }
    for name, command in commands.items():
        manager.add_process(name, f"exec {command}", env=environment)
    threading.Thread(target=_announce, args=(address, data), daemon=True).start()
    manager.loop()
    sys.exit(0 if manager.returncode in (None, 0, -2, -15, 130, 143) else manager.returncode)


def _announce(address: str, data: Path) -> None:
    """Print `ready` with the log-ins once the first page answers."""
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{address}/account/login/", timeout=5):
                break
        except (URLError, OSError):
            time.sleep(0.3)
    else:
        print(f"The first page did not answer within {READY_WITHIN_S} s.", flush=True)
        return
    logins = json.loads((data / LOGINS).read_text(encoding="utf-8"))
    lines = [f"ready  {address}", ""]
    lines += [f"  {row['username']:<12} {row['password']:<18} {row['role']}" for row in logins]
    lines += ["", "Ctrl-C stops everything; a second `make demo` keeps the data."]
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
