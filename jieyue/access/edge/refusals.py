"""What the server refuses an agent, with what was wrong. Words are in `messages.py`."""


class EdgeRefused(Exception):
    """It cannot be so; the values are attributes, for the sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(*values.values())
        self.__dict__.update(values)


class BadReport(EdgeRefused):
    """What an agent says of itself lacks something: field."""


class BadUpload(EdgeRefused):
    """The body is not {"nonce", "items"}: field."""


class NonceReused(EdgeRefused):
    """The nonce came before with other rows: said."""


class TooManyDecisions(EdgeRefused):
    """More rows than are taken at once: given, limit."""
