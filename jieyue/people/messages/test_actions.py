import pytest
from django.urls import reverse
from django.utils import timezone, translation

from jieyue.kit.actor import NotAllowed, system
from jieyue.people.factories import (
    make_account,
    make_actor,
    make_person,
    make_role,
    make_site,
    make_unit,
)
from jieyue.people.messages import actions, queries
from jieyue.people.messages.actions import NobodyToTell, Recipients, Text
from jieyue.people.messages.models import Notice

pytestmark = pytest.mark.django_db
AT = timezone.now()
HELLO = Text(title="Water off", text="From two to three.", link="/people/notices/")


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def office(site):
    return make_actor(site=site, grants={"people.messages.send": "complex"})


def told(message):
    return set(message.notices.values_list("person_id", flat=True))


def test_a_notice_reaches_units_roles_and_persons_once_each(site, office):
    unit, role = make_unit(site=site), make_role(site=site)
    ours = [make_person(unit=unit) for _ in range(3)]
    cook = make_account(site=site, person=make_person(site=site), role=role).person
    make_person(unit=unit, left_on=timezone.localdate(AT))
    to = Recipients(unit_ids=[unit.id], role_ids=[role.id], person_ids=[ours[0].id])

    message = actions.send(HELLO, to=to, actor=office, at=AT)

    assert told(message) == {*(person.id for person in ours), cook.id}


def test_everybody_is_everybody_on_the_site(site, office):
    here, elsewhere = make_person(site=site), make_person()
    message = actions.send(HELLO, to=Recipients(everybody=True), actor=office, at=AT)

    assert told(message) == {here.id}
    with pytest.raises(NobodyToTell):
        actions.send(HELLO, to=Recipients(person_ids=[elsewhere.id]), actor=office, at=AT)


def test_a_clerk_writes_to_the_own_unit_only(site):
    unit, other = make_unit(site=site), make_unit(site=site)
    make_person(unit=unit)
    make_person(unit=other)
    clerk = make_actor(unit=unit, grants={"people.messages.send": "unit"})

    actions.send(HELLO, to=Recipients(unit_ids=[unit.id]), actor=clerk, at=AT)
    for to in (Recipients(unit_ids=[other.id]), Recipients(everybody=True)):
        with pytest.raises(NotAllowed):
            actions.send(HELLO, to=to, actor=clerk, at=AT)


def test_what_the_system_says_is_read_in_the_readers_language(site):
    person = make_person(site=site)
    text = Text(title="%(title)s was approved", values={"title": "Potatoes"})
    actions.tell(
        text, to=Recipients(person_ids=[person.id]), actor=system("x", site_id=site.id), at=AT
    )

    with translation.override("en"):
        assert queries.rows(make_actor(person=person))[0].title == "Potatoes was approved"


def test_a_percent_sign_in_a_hand_written_notice_stays(site, office):
    person = make_person(site=site)
    text = Text(title="100 % renewable %(today)s")
    actions.send(text, to=Recipients(person_ids=[person.id]), actor=office, at=AT)

    assert queries.rows(make_actor(person=person))[0].title == "100 % renewable %(today)s"


def test_the_bell_counts_and_reading_silences_it(client, site, office):
    account = make_account(site=site)
    mine = Recipients(person_ids=[account.person_id])
    for _ in range(3):
        actions.send(HELLO, to=mine, actor=office, at=AT)
    client.force_login(account)
    reader = make_actor(person=account.person)
    assert queries.unread(reader) == 3
    notice = Notice.objects.filter(person_id=account.person_id).first()

    reply = client.post(reverse("people:notice_open", args=[notice.id]))
    assert (reply["Location"], queries.unread(reader)) == (HELLO.link, 2)
    client.post(reverse("people:notices_read"))
    assert queries.unread(reader) == 0


def test_nobody_opens_anothers_notice(client, site, office):
    person = make_person(site=site)
    actions.send(HELLO, to=Recipients(person_ids=[person.id]), actor=office, at=AT)
    client.force_login(make_account(site=site))

    reply = client.post(reverse("people:notice_open", args=[Notice.objects.get().id]))

    assert reply.status_code == 404
    assert Notice.objects.get().read_at is None


def test_a_notice_is_sent_from_its_page(client, site):
    person = make_person(site=site)
    client.force_login(make_account(site=site, grants={"people.messages.send": "complex"}))
    typed = {"title": "Fire drill", "unit_ids": [person.unit_id], "link": "//evil.example/"}

    assert client.post(reverse("people:notice_send"), typed).status_code == 422
    client.post(reverse("people:notice_send"), typed | {"link": ""})

    assert Notice.objects.get().person_id == person.id
