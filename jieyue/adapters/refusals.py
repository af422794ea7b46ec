"""What a message from outside is refused for, before anybody looks at its meaning."""


class BadMessage(Exception):
    """A message that cannot be read.

    reason: a stable code, at most 20 characters; where: the field or part, as the sender names it.
    """

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__(reason, where)
        self.reason, self.where = reason, where[:80]
