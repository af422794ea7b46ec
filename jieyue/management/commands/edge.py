"""`jieyue edge --server URL --key-file FILE --data FOLDER [--listen 127.0.0.1:8700] [--once]`

The gate room's agent: it holds the signed rules, answers the readers of the room at the address
it listens on as the server would, and sends what it decided when the server is there. It needs
no database but a file of its own in FOLDER. `--once` meets the server once, prints how the agent
is as JSON and ends. Wrong input ends with a sentence and exit code 2.
"""

import json
import logging
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from jieyue.access.edge.agent.meeting import Meetings
from jieyue.access.edge.agent.running import BadKeyFile, make_agent, read_key_file, run
from jieyue.access.edge.agent.server_link import ServerLink
from jieyue.access.edge.agent.store import FolderTaken
from jieyue.access.edge.wording import said

WRONG_INPUT = 2


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--server", required=True, metavar="URL")
        parser.add_argument("--key-file", type=Path, required=True, metavar="FILE")
        parser.add_argument("--data", type=Path, required=True, metavar="FOLDER")
        parser.add_argument("--listen", default="127.0.0.1:8700", metavar="HOST:PORT")
        parser.add_argument("--once", action="store_true")

    def handle(self, *_arguments: object, **options: Any) -> None:
        logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
        if not options["server"].startswith(("http://", "https://")):
            raise _wrong(_("The server's address begins with http:// or https://."))
        listen = _listen(options["listen"])
        try:
            key, trusted = read_key_file(options["key_file"])
            agent = make_agent(options["data"], words=said, trusted=trusted)
        except BadKeyFile as error:
            raise _wrong(
                _("%(path)s needs one line with the device's key, which begins with jyd_.")
                % {"path": error.path}
            ) from error
        except FolderTaken as error:
            raise _wrong(
                _("Another agent works in %(folder)s. Stop it, or give each its own folder.")
                % {"folder": error.folder}
            ) from error
        except OSError as error:
            raise _wrong(
                _("%(path)s cannot be used: %(why)s.")
                % {"path": error.filename, "why": error.strerror}
            ) from error
        link = ServerLink(options["server"], key=key)
        if options["once"]:
            Meetings(agent, link).meet()
            self.stdout.write(json.dumps(agent.health(), ensure_ascii=False, indent=1))
            agent.store.close()
            return
        run(agent, link, listen=listen, ready=lambda at: self.stdout.write(f"listening on {at}"))


def _listen(text: str) -> tuple[str, int]:
    host, _colon, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise _wrong(_("--listen needs an address and a port, such as 127.0.0.1:8700."))
    return host, int(port)


def _wrong(sentence: str) -> CommandError:
    return CommandError(sentence, returncode=WRONG_INPUT)
