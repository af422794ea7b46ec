"""The programmer's door of energy and water."""

from ninja import Router

router = Router(tags=["energy"])
