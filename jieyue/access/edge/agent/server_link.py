"""How the agent speaks to the server: short requests, each with a time limit, none while somebody
waits at a gate."""

from collections.abc import Mapping
from typing import Any

import httpx

BASE = "/api/v1/access/edge"
TIMEOUT = httpx.Timeout(20.0, connect=3.0)


class Unreachable(Exception):
    """No answer, or none that says what became of the request: it is sent again."""


class Refused(Exception):
    """The server understood and said no."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(status, code)
        self.status, self.code = status, code


class ServerLink:
    """One kept connection, with the agent's key."""

    def __init__(self, address: str, *, key: str, transport: httpx.BaseTransport | None = None):
        headers = {"Authorization": f"Bearer {key}"}
        self._client = httpx.Client(
            base_url=address.rstrip("/") + BASE,
            headers=headers,
            timeout=TIMEOUT,
            transport=transport,
        )

    def close(self) -> None:
        self._client.close()

    def get(self, path: str, **query: int | str) -> dict[str, Any]:
        """Raises Unreachable, Refused."""
        return self._ask("GET", path, params=query)

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Raises Unreachable, Refused."""
        return self._ask("POST", path, json=body)

    def _ask(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        try:
            reply = self._client.request(method, path, **content)
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from error
        if reply.status_code >= 500 or reply.status_code == 429:
            raise Unreachable(str(reply.status_code))
        try:
            found = reply.json()
        except ValueError:
            # A proxy or log-in page of somebody else's answered in the server's place.
            raise Unreachable("not the server") from None
        if reply.status_code >= 400:
            code = str(found.get("code", "")) if isinstance(found, dict) else ""
            raise Refused(reply.status_code, code)
        if not isinstance(found, dict):
            raise Unreachable("not the server")
        return found
