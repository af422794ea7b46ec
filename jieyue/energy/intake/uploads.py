"""Files that were checked and wait to be taken in, kept for a day; large ones by a task."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from jieyue.energy.intake import importing, refusals
from jieyue.energy.intake.importing import Choices, Imported
from jieyue.energy.intake.refusals import SheetChanged
from jieyue.kit import tasks
from jieyue.kit.actor import Actor
from jieyue.kit.tasks import Progress

KIND = "energy.intake.import"
MOST_BYTES = 60 * 1024 * 1024
AT_ONCE_BYTES = 1024 * 1024  # a larger file is taken in by a task
KEPT_S = 24 * 3600
SESSION = "energy.intake.upload"


def keep(content: bytes) -> str:
    """The token by which the file is found again."""
    if len(content) > MOST_BYTES:
        raise refusals.TooLarge(reason="large")
    folder = _folder()
    stale = time.time() - KEPT_S
    for path in folder.iterdir():
        if path.stat().st_mtime < stale:
            path.unlink(missing_ok=True)
    token = secrets.token_hex(16)
    (folder / token).write_bytes(content)
    return token


def content_of(token: str) -> bytes:
    """Raises SheetChanged."""
    if not token.isalnum():
        raise SheetChanged
    try:
        return (_folder() / token).read_bytes()
    except OSError as error:
        raise SheetChanged from error


def forget(token: str) -> None:
    (_folder() / token).unlink(missing_ok=True)


def take_in(
    kept: Mapping[str, Any], choices: Choices, *, actor: Actor, at: datetime
) -> Imported | int:
    """Take in a checked file; the id of a task where it is large. Raises SheetChanged."""
    content = content_of(kept["token"])
    if len(content) > AT_ONCE_BYTES:
        arguments = {**kept, "choices": asdict(choices)}
        return tasks.enqueue(KIND, arguments, actor=actor, at=at).id
    imported = importing.import_file(
        content, name=kept["name"], choices=choices, actor=actor, at=at
    )
    forget(kept["token"])
    return imported


def work(
    arguments: dict[str, Any], *, site_id: int, progress: Progress, actor: Actor, at: datetime
) -> dict[str, Any]:
    """The task: the same, told as it goes. Started anew it finds everything unchanged."""
    del site_id
    progress(0.05, _("Reading the file"))
    imported = importing.import_file(
        content_of(arguments["token"]),
        name=arguments["name"],
        choices=Choices(**arguments["choices"]),
        actor=actor,
        at=at,
        progress=lambda share: progress(0.05 + 0.9 * share, _("Storing the readings")),
    )
    forget(arguments["token"])
    stored = imported.stored
    return {
        "url": reverse("energy:batch", args=[stored.batch_id]),
        "new": stored.added,
        "unchanged": stored.unchanged,
        "refused": stored.refused,
        "flagged": stored.flagged,
    }


def _folder() -> Path:
    folder: Path = settings.DATA / "imports" / "readings"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
