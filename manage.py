"""Django's own commands (`migrate`, `shell`, …); the same entry as the `jieyue` command."""

from jieyue.__main__ import main

if __name__ == "__main__":
    main()
