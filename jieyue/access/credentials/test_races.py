"""Several people change what is shown at the gates at the same moment: nobody is turned away."""

from datetime import UTC, datetime

from jieyue.access.credentials import actions, many, passes, profiles, signing
from jieyue.access.credentials.models import Credential, SigningKey
from jieyue.access.factories import make_credential, make_profile, make_zone
from jieyue.people.factories import make_actor, make_person, make_site, role_grants

AT = datetime(2026, 11, 23, 0, 15, tzinfo=UTC)
TIMES = 8  # an order of locks that can cross does so in one of these


def place():
    """A profile, who may edit it, and somebody who works there."""
    site = make_site()
    profile = make_profile(site=site, zones=[make_zone(site=site)], is_default=True)
    officer = make_actor(site=site, grants=role_grants("security_officer"))
    return profile, officer, make_person(site=site)


def lost(row, officer):
    return lambda: actions.report_lost(credential_id=row.id, actor=officer, at=AT)


def test_passes_end_while_some_of_them_are_reported_lost(at_once):
    profile, officer, _person = place()
    for turn in range(TIMES):
        rows = [
            make_credential(profile=profile, subject=f"{turn}-{n}", holder_key=f"guest:{n}")
            for n in range(4)
        ]
        found = at_once(
            *(lost(row, officer) for row in reversed(rows[1:])),
            lambda rows=rows: many.end_passes(rows, reason="over", actor=officer, at=AT),
        )
        refused = [each for each in found if each is not None]
        assert {type(each).__name__ for each in refused} <= {"AlreadyEnded"}, refused
        assert set(Credential.objects.values_list("status", flat=True)) == {"ended"}


def test_all_of_a_person_end_while_one_is_reported_lost(at_once):
    profile, officer, person = place()
    for turn in range(TIMES):
        rows = [
            make_credential(profile=profile, person=person, subject=f"{turn}-{n}") for n in range(4)
        ]
        found = at_once(
            *(lost(row, officer) for row in reversed(rows[1:])),
            lambda: actions.end_all(person_id=person.id, reason="left", actor=officer, at=AT),
        )
        refused = [each for each in found if isinstance(each, Exception)]
        assert {type(each).__name__ for each in refused} <= {"AlreadyEnded"}, refused
        assert set(Credential.objects.values_list("status", flat=True)) == {"ended"}


def test_one_makes_a_pass_while_the_officer_gives_cards(at_once):
    _profile, officer, person = place()
    own = make_actor(site=person.site, person=person, grants=role_grants("employee"))

    def card(subject):
        given = {"kind": "card", "holder": "person", "holder_key": f"person:{person.id}"}
        return lambda: actions.issue(
            **given,
            subject=subject,
            label="x",
            person_id=person.id,
            valid_from=AT,
            actor=officer,
            at=AT,
        )

    for turn in range(TIMES):
        Credential.objects.filter(kind="qr").delete()
        cards = [card(f"CAFE{turn:02}{n:02}") for n in range(3)]
        found = at_once(*cards, lambda: passes.make_own(actor=own, at=AT))
        assert all(isinstance(each, Credential) for each in found), found


def test_a_profile_is_saved_while_cards_of_it_are_given(at_once):
    profile, officer, _person = place()

    def card(subject):
        given = {"kind": "card", "holder": "vehicle", "holder_key": f"vehicle:{subject}"}
        return lambda: actions.issue(
            **given, subject=subject, label="x", valid_from=AT, actor=officer, at=AT
        )

    def save():
        kept = {"code": profile.code, "name": "Other", "plan_id": None, "is_default": True}
        zones = list(profile.zones.values_list("id", flat=True))
        return profiles.put(profile_id=profile.id, zone_ids=zones, **kept, actor=officer, at=AT)

    for turn in range(TIMES):
        found = at_once(*(card(f"BEEF{turn:02}{n:02}") for n in range(3)), save)
        assert not [each for each in found if isinstance(each, Exception)], found


def test_two_who_renew_the_signing_key_leave_one_in_force(at_once):
    _profile, officer, _person = place()
    signing.public_keys(site_id=officer.site_id)
    found = at_once(*[lambda: signing.renew(actor=officer, at=AT)] * 3)
    assert all(isinstance(each, SigningKey) for each in found), found
    assert SigningKey.objects.filter(retired_at=None).count() == 1
    assert SigningKey.objects.count() == 4
