"""Uploads are checked, kept once, and sent only to whoever may read them."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jieyue.kit.actor import system
from jieyue.kit.files.models import StoredFile
from jieyue.kit.files.purposes import FileKind, Purpose, declare
from jieyue.kit.files.storing import FileRefused, location, store
from jieyue.people.factories import make_account, make_site

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 receipt"
RECEIPT = declare(
    Purpose(
        "kit.test_receipt",
        (FileKind.PDF, FileKind.CSV),
        may_read=lambda actor, stored: actor.account_id == stored.account_id,
        largest_bytes=1024,
    )
)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def keep(site, name="receipt.pdf", content=PDF, actor=None) -> StoredFile:
    actor = actor or system("test", site_id=site.id)
    return store(SimpleUploadedFile(name, content), purpose=RECEIPT, actor=actor, at=AT)


def test_the_bytes_lie_under_their_digest_once(db, tmp_path):
    site = make_site()
    first, second = keep(site), keep(site, name="again.pdf")
    assert location(first) == location(second)
    assert location(first).read_bytes() == PDF
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    assert (first.name, second.name, first.size) == ("receipt.pdf", "again.pdf", len(PDF))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.pdf", b"", "empty"),
        ("large.pdf", b"%PDF-" + b"x" * 1024, "too_large"),
        ("page.html", b"<script>", "wrong_kind"),
        ("disguised.pdf", b"MZ\x90", "wrong_kind"),
        ("picture.png", b"\x89PNG\r\n\x1a\n", "wrong_kind"),  # a kind, but not for this purpose
    ],
)
def test_what_does_not_fit_is_refused_and_not_kept(db, tmp_path, name, content, reason):
    with pytest.raises(FileRefused) as refused:
        keep(make_site(), name=name, content=content)
    assert refused.value.reason == reason
    assert not StoredFile.objects.exists()
    assert not list(tmp_path.iterdir())


def test_a_path_in_the_name_is_dropped(db):
    assert keep(make_site(), name="../../etc/receipt.pdf").name == "receipt.pdf"


def test_a_file_is_sent_to_whoever_may_read_it_and_to_nobody_else(db, sign_in):
    site = make_site()
    owner, other = make_account(site=site), make_account(site=site)
    stored = keep(site)
    StoredFile.objects.update(account_id=owner.id)
    answer = sign_in(owner).get(f"/files/{stored.id}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert sign_in(other).get(f"/files/{stored.id}/").status_code == 404


def test_another_sites_file_is_not_found(db, sign_in):
    stored = keep(make_site())
    stranger = make_account(site=make_site())
    StoredFile.objects.update(account_id=stranger.id)
    assert sign_in(stranger).get(f"/files/{stored.id}/").status_code == 404
