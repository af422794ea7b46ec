"""`python -m bench [NAME …]`: every measurement, or the named ones."""

import importlib
import os
import platform
import sys
import tempfile
from pathlib import Path

NAMES = ("forecast", "planning", "entries", "journal", "pages")


def main() -> None:
    chosen = sys.argv[1:] or list(NAMES)
    unknown = set(chosen) - set(NAMES)
    if unknown:
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. There are: {', '.join(NAMES)}")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.system()}")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["JIEYUE_DATA"] = str(Path(folder))
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")
        import django

        django.setup()
        for name in chosen:
            print(f"\n## {name}\n\n| What | Measured | Goal |\n|---|---|---|")
            for figure in importlib.import_module(f"bench.{name}").measure():
                print(f"| {figure.what} | {figure.value} | {figure.goal} |", flush=True)


if __name__ == "__main__":
    main()
