"""Who agreed to be known by their face, on what grounds, and which readers hold it."""

from datetime import date, time, timedelta

from django.db import transaction

from jieyue.access.devices.models import Device
from jieyue.access.faces.models import (
    Assessment,
    ConsentText,
    FaceConsent,
    FaceReader,
    FaceUse,
    ReaderEnrolment,
)
from jieyue.people.persons.models import Person
from simulator.loading.inserting import insert
from simulator.loading.stage import Stage, moment
from simulator.passes import known_by_face

TEXT = (
    "本中心在楼栋出入口使用人脸核验，只用于出入安全。人脸信息只存于闸机终端，不上网，不用于考勤。"
    "同意与否自愿；不同意可刷卡、扫码或出示证件通行，不受影响。可随时在“我的凭证”撤回，撤回即删除。"
)


def load_if_missing(stage: Stage) -> None:
    if FaceUse.objects.filter(site_id=stage.site_id).exists():
        return
    with transaction.atomic():
        use = _use(stage)
        text = ConsentText.objects.create(
            site_id=stage.site_id,
            use=use,
            version=1,
            text=TEXT,
            published_at=moment(stage.first_day, time(9)),
            published_by="演示",
        )
        people = [
            person
            for person in Person.objects.filter(site_id=stage.site_id, left_on=None)
            if known_by_face(person.staff_no)
        ]
        FaceConsent.objects.bulk_create(
            FaceConsent(
                site_id=stage.site_id,
                text=text,
                kind=text.kind,
                holder_key=f"person:{person.pk}",
                person=person,
                given_at=moment(stage.first_day, time(10)),
            )
            for person in people
        )
        _enrol(stage, use, people)


def _use(stage: Stage) -> FaceUse:
    began: date = stage.first_day
    use = FaceUse.objects.create(
        site_id=stage.site_id,
        code="GATES",
        purpose="楼栋出入口身份核验",
        necessity="早高峰人流集中；刷卡、扫码并行，人脸为自愿的便捷方式。",
        alternatives="门禁卡、通行二维码、出示证件",
        began_on=began,
    )
    Assessment.objects.create(
        site_id=stage.site_id,
        use=use,
        made_on=began - timedelta(days=20),
        made_by="演示",
        lawful="目的单一（出入安全），自愿，有同等便利的其他方式。",
        impact="误识、滥用的风险；只存于终端，不作考勤和画像。",
        protection="终端加密，权限分离，撤回即删并由终端确认。",
        is_acceptable=True,
        good_until=began + timedelta(days=1100),
        keep_until=began + timedelta(days=2200),
    )
    return use


def _enrol(stage: Stage, use: FaceUse, people: list[Person]) -> None:
    readers = Device.objects.filter(site_id=stage.site_id, kind="mixed").exclude(gate=None)
    since = moment(stage.first_day, time(11))
    for device in readers:
        FaceReader.objects.create(site_id=stage.site_id, device=device, use=use, place=device.name)
    columns = ("site_id", "device_id", "holder_key", "subject", "label", "person_id")
    insert(
        ReaderEnrolment,
        (*columns, "wanted", "wanted_at", "actual", "confirmed_at"),
        (
            (
                stage.site_id,
                device.pk,
                f"person:{person.pk}",
                person.staff_no,
                person.name,
                person.pk,
                "present",
                since,
                "present",
                since,
            )
            for device in readers
            for person in people
        ),
    )
