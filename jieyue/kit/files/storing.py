"""Taking an upload: check it, write it once under its digest, keep who sent it."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from jieyue.kit.actor import Actor
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose, kind_of

LONGEST_NAME = 200
FIRST_BYTES = 16


class FileRefused(Exception):
    """An upload is empty, too large, or not of a kind the purpose takes.

    `reason` is "empty", "too_large" or "wrong_kind"; `kinds` and `largest_mb` say what would do.
    """

    def __init__(self, name: str, purpose: Purpose, *, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason
        self.kinds = ", ".join(purpose.kinds)
        self.largest_mb = purpose.largest_bytes // (1024 * 1024)


def store(upload: UploadedFile, *, purpose: Purpose, actor: Actor, at: datetime) -> StoredFile:
    """Keep an upload for the actor's site. Raises FileRefused.

    The bytes are complete on disk before the row is written; a row without bytes cannot be.
    """
    name = os.path.basename((upload.name or "").replace("\\", "/"))[-LONGEST_NAME:]
    kind = _check(upload, name, purpose)
    sha256 = _write(upload)
    stored: StoredFile = StoredFile.objects.create(
        site_id=actor.site_id,
        purpose=purpose.code,
        name=name,
        kind=kind,
        size=upload.size or 0,
        sha256=sha256,
        uploaded_by=actor.name,
        account_id=actor.account_id,
        person_id=actor.person_id,
        uploaded_at=at,
    )
    return stored


def location(stored: StoredFile) -> Path:
    """Where the bytes lie on this machine."""
    return Path(settings.MEDIA_ROOT) / stored.path


def _check(upload: UploadedFile, name: str, purpose: Purpose) -> FileKind:
    if not upload.size:
        raise FileRefused(name, purpose, reason="empty")
    if upload.size > purpose.largest_bytes:
        raise FileRefused(name, purpose, reason="too_large")
    upload.seek(0)
    kind = kind_of(name, upload.read(FIRST_BYTES))
    if kind is None or kind not in purpose.kinds:
        raise FileRefused(name, purpose, reason="wrong_kind")
    return kind


def _write(upload: UploadedFile) -> str:
    """The digest of the upload's bytes, which now lie under it."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=root, prefix="upload-", delete=False) as file:
        for chunk in upload.chunks():
            digest.update(chunk)
            file.write(chunk)
    sha256 = digest.hexdigest()
    target = root / StoredFile(sha256=sha256).path
    target.parent.mkdir(parents=True, exist_ok=True)
    Path(file.name).replace(target)
    return sha256
