"""The web server's entry."""

import gc
import logging
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jieyue.settings")

_whole = get_wsgi_application()


from jieyue.kit.keyed import KeyedFirst  # noqa: E402 - settings first

GATES_ASK = ("/api/v1/access/decisions", "/api/v1/access/entries")

application = KeyedFirst(_whole, in_line=GATES_ASK)


def _warm() -> None:
    """Have addresses and the gates' rules at hand before the first request.

    What is read here stays: the search for garbage, which would stop every answer for as long as
    it looks at ten thousands of rows, passes it over from now on.
    """
    from django.db import DatabaseError, connections
    from django.urls import get_resolver

    from jieyue.access.decisions import snapshots

    get_resolver()._populate()
    try:
        snapshots.warm()
    except DatabaseError:
        logging.getLogger(__name__).warning("The gates' rules could not be read yet")
    finally:
        connections.close_all()
    gc.collect()
    gc.freeze()


_warm()
