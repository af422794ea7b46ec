"""Terminals and cameras of ISAPI's form: the simulator speaks, the product answers."""

from datetime import timedelta

import httpx
import pytest

from jieyue.access.decisions.models import Decision
from jieyue.access.deliveries import actions
from jieyue.access.deliveries.conftest import ISAPI, InProcess
from jieyue.access.devices.models import Device
from jieyue.access.entries.models import GateEntry, RefusedEntry
from jieyue.access.gates.models import GateCommand
from jieyue.adapters.isapi.simulator import Terminal
from jieyue.kit.files.models import StoredFile

pytestmark = pytest.mark.django_db


def speaking(device, form="json", key="", address=ISAPI):
    transport = InProcess()
    headers = {"Authorization": f"Bearer {key or 'k-1'}"}
    client = httpx.Client(transport=transport, base_url="http://testserver", headers=headers)
    return Terminal(client, address, form), transport


@pytest.mark.parametrize("form", ["json", "xml", "gbk", "multipart"])
def test_an_event_sent_three_times_is_decided_once(terminal, at, form):
    device, _transport = speaking(terminal, form)
    for count in (1, 2, 3):
        device.serial_no = 100
        answer = device.recognise("10023", at=at, remoteCheck=True, activePostCount=count)
        assert answer.json()["RemoteCheck"] == {
            "serialNo": 101,
            "checkResult": "success",
            "info": answer.json()["RemoteCheck"]["info"],
        }
    decision = Decision.objects.get()
    assert (decision.outcome, decision.kind, decision.direction) == ("allow", "face", "in")
    assert GateEntry.objects.count() == 1


def test_faces_never_leave_the_reader(terminal, at):
    device, _transport = speaking(terminal, "multipart")
    assert device.recognise("10023", at=at).status_code == 200
    assert Decision.objects.get().picture_id is None
    assert not StoredFile.objects.exists()


def test_a_stranger_is_refused_in_words_for_the_display(terminal, at):
    device, _transport = speaking(terminal)
    answer = device.recognise("99999", at=at, remoteCheck=True).json()["RemoteCheck"]
    assert answer["checkResult"] == "failed"
    assert 0 < len(answer["info"]) <= 12
    assert Decision.objects.get().outcome == "deny"


def test_whom_the_terminal_let_in_by_itself_counts_as_inside(terminal, at):
    """The rule refuses, the door was open already: a muster must know of it."""
    device, _transport = speaking(terminal)
    device.recognise("10099", at=at)
    assert Decision.objects.get().outcome == "deny"
    assert GateEntry.objects.get().subject == "10099"


def test_whom_it_let_in_counts_also_where_the_first_delivery_broke_off(terminal, at):
    device, _transport = speaking(terminal)
    for _turn in range(2):
        device.serial_no = 7
        device.recognise("10099", at=at)
        assert GateEntry.objects.get().subject == "10099"
        GateEntry.objects.all().delete()  # as if it broke off between the two


def test_events_out_of_order_and_what_was_stored_in_a_break(terminal, at):
    device, transport = speaking(terminal)
    device.recognise("10023", at=at, cardReaderNo=2)
    transport.is_cut = True
    assert device.recognise("10023", at=at - timedelta(hours=2)) is None
    transport.is_cut = False
    assert device.catch_up() == 1
    live, late = Decision.objects.order_by("-at")
    assert (live.direction, live.is_current, late.is_current) == ("out", True, False)
    assert (late.outcome, late.direction) == ("record", "in")
    assert GateEntry.objects.filter(is_current=False).count() == 1


def test_a_fingerprint_stands_for_its_staff_number(terminal, at):
    device, _transport = speaking(terminal)
    device.recognise("10023", at=at, minor=38)
    assert (Decision.objects.get().kind, Decision.objects.get().outcome) == ("id", "allow")


def test_a_plate_with_its_picture_opens_by_a_command(camera, officer, at):
    entry = actions.FormEntry(mapping={}, must_sign=False, opens=True)
    actions.set_form(device_id=camera.id, entry=entry, actor=officer, at=at)
    address = "/api/v1/access/isapi/CAM-01"
    device, _transport = speaking(camera, "multipart", "k-2", address)
    for _turn in range(2):
        device.serial_no = 5
        assert device.see("川T12345", at=at).status_code == 200
    decision = Decision.objects.get()
    assert (decision.outcome, decision.colour) == ("allow", "blue")
    stored = StoredFile.objects.get()
    assert (stored.id, stored.purpose, stored.kind) == (
        decision.picture_id,
        "access.picture",
        "jpg",
    )
    assert GateCommand.objects.get().wanted == "open"


@pytest.mark.parametrize(
    ("plate", "colour", "reason"),
    [("川TD1234", "blue", "unknown"), ("川T12345", "yellow", "colour_differs")],
)
def test_a_plate_that_is_nearly_known_opens_nothing(camera, at, plate, colour, reason):
    address = "/api/v1/access/isapi/CAM-01"
    device, _transport = speaking(camera, "xml", "k-2", address)
    device.see(plate, at=at, plateColor=colour)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.reason) == ("deny", reason)
    assert not GateCommand.objects.exists()


def test_a_vehicle_without_a_plate_is_kept_aside(camera, at):
    address = "/api/v1/access/isapi/CAM-01"
    device, _transport = speaking(camera, "json", "k-2", address)
    assert device.see("无车牌", at=at).status_code == 200
    assert RefusedEntry.objects.get().reason == "no_plate"
    assert not Decision.objects.exists()


def test_a_heartbeat_keeps_the_device_alive(terminal, at):
    device, _transport = speaking(terminal, "xml")
    assert device.beat(at=at).json()["ResponseStatus"]["statusString"] == "OK"
    assert Device.objects.get().beats_at >= at
