"""`python -m bench [NAME …]`: every measurement, or the named ones.

Each has a process and a database of its own. BENCH_DATA names a folder with a loaded demo
complex, which `pages` and `trace` then use instead of loading one.
"""

import importlib
import os
import platform
import subprocess
import sys
import tempfile

NAMES = (
    "forecast",
    "planning",
    "imports",
    "entries",
    "decisions",
    "faces",
    "journal",
    "till",
    "balance",
    "trace",
    "readings",
    "pages",
)


def main() -> None:
    chosen = sys.argv[1:] or list(NAMES)
    unknown = set(chosen) - set(NAMES)
    if unknown:
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}")
    if len(chosen) == 1:
        _measure(chosen[0])
        return
    codes = [subprocess.run([sys.executable, "-m", "bench", name]).returncode for name in chosen]
    sys.exit(max(codes))


def _measure(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JIEYUE_DATA"] = (
            name in ("balance", "pages", "trace") and os.environ.get("BENCH_DATA")
        ) or folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")
        import django

        django.setup()
        machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}"
        print(f"\n## {name}\n\n{machine}\n\n| What | Measured | Goal |\n|---|---|---|", flush=True)
        for figure in importlib.import_module(f"bench.{name}").measure():
            print(f"| {figure.what} | {figure.value} | {figure.goal} |", flush=True)


if __name__ == "__main__":
    main()
