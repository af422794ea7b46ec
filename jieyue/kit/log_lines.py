"""Keys that devices and visitors bear in an address stay out of the log."""

import logging
import re

KEYS = re.compile(r"(jyd_|/visit/p/)[\w%-]+")


class WithoutKeys(logging.Filter):
    """Writes the line with its keys blotted out."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if KEYS.search(line):
            record.msg, record.args = KEYS.sub(r"\1***", line), ()
        return True
