"""GA/T 1400 at the server's root: cameras are told a host and a port, and post below /VIID/.

The same doors as below /api/v1/access/gat1400/. A proxy that rewrites the path cannot stand in
for them: Digest signs the path the camera asked for.
"""

from collections.abc import Iterable

from django.urls import URLPattern, URLResolver, path

BELOW = "access/gat1400/VIID/"


def viid(operations: Iterable[URLPattern | URLResolver]) -> list[URLPattern]:
    """Of the API's addresses those of GA/T 1400, as they stand below /VIID/."""
    return [
        path(str(each.pattern).removeprefix(BELOW), each.callback)
        for each in operations
        if isinstance(each, URLPattern) and str(each.pattern).startswith(BELOW)
    ]
