"""The programmer's door of the gates."""

from ninja import Router

router = Router(tags=["access"])
