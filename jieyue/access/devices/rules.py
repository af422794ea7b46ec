"""Keys of devices. Pure: values in, values out."""

from jieyue.kit import keys

KEY_PREFIX = "jyd_"
key_hash = keys.key_hash


def new_key() -> str:
    """A new key of a gate device."""
    return keys.new_key(KEY_PREFIX)
