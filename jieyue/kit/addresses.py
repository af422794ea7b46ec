"""Where a request comes from."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address, empty if unknown.

    Behind the reverse proxy it is what the proxy added last to `X-Forwarded-For`; all before that
    a client may write itself.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.BEHIND_PROXY:
        return _checked(direct)
    added = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return _checked(added) or _checked(direct)


def _checked(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
