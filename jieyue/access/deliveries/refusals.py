"""What deliveries are refused for."""


class DeliveryTooLarge(Exception):
    """The body is larger than is taken at once."""

    def __init__(self, *, limit_mb: int) -> None:
        super().__init__(limit_mb)
        self.limit_mb = limit_mb


class OtherDevice(Exception):
    """The address names a device that the key is not of, or that there is not."""

    def __init__(self, serial: str) -> None:
        super().__init__(serial)
        self.serial = serial


class LogInNeeded(Exception):
    """No key, a wrong one, or one that ended. challenge: how a device can log in."""

    def __init__(self, challenge: str) -> None:
        super().__init__(challenge)
        self.challenge = challenge


class MappingRefused(Exception):
    """The names of fields cannot be used; where: the part that is wrong."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Unreadable(Exception):
    """A message that cannot be read. reason: a stable code; where: the field or part."""

    def __init__(self, reason: str, where: str) -> None:
        super().__init__(reason, where)
        self.reason, self.where = reason, where
