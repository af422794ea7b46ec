"""Central templates: off until the site and each person want them, and encrypted."""

import base64
from array import array

import pytest

from jieyue.access.faces import (
    consents,
    refusals,
    templates,
)
from jieyue.access.faces.conftest import AT, VECTOR, allow_central, publish, store_centrally

pytestmark = pytest.mark.django_db


def test_central_templates_are_off_and_want_their_own_consent(agreed, officer, use, own):
    given = {"holder_key": f"person:{own.person_id}", "vector": VECTOR, "model": "m1"}
    with pytest.raises(refusals.NoCentralTemplates):
        templates.store(**given, actor=officer, at=AT)
    central = publish(officer, use, kind="central")
    with pytest.raises(refusals.NoCentralTemplates):
        consents.give_own(text_id=central.id, is_agreed=True, actor=own, at=AT)
    allow_central(use.site)
    with pytest.raises(refusals.NoConsent):  # the readers' consent is another one
        templates.store(**given, actor=officer, at=AT)


def test_a_central_template_is_read_back_and_encrypted(agreed, officer, use, own):
    row = store_centrally(officer, use, own)
    found = templates.vectors(site_id=use.site_id, model="m1")
    assert list(array("f", found[f"person:{own.person_id}"])) == VECTOR
    raw = array("f", VECTOR).tobytes()
    assert base64.b64encode(raw).decode()[:40] not in row.data
    assert templates.vectors(site_id=use.site_id, model="m2") == {}
