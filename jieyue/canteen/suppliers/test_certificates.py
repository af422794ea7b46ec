from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jieyue.canteen.menus.factories import make_ingredient
from jieyue.canteen.suppliers import certificates, prices, queries, refusals, terms
from jieyue.canteen.suppliers.certificates import Entered
from jieyue.canteen.suppliers.factories import make_certificate, make_supplier
from jieyue.canteen.suppliers.models import Certificate, ContractPrice, PriceSurvey, Supplier
from jieyue.kit.actor import NotAllowed
from jieyue.kit.files.storing import FileRefused
from jieyue.kit.journal.models import Entry
from jieyue.people.factories import make_account, make_actor, make_person, make_site, role_grants
from jieyue.people.messages.models import Message, Notice
from jieyue.people.roles.built_in import BUILT_IN

ON = date(2026, 3, 2)
AT = timezone.make_aware(datetime(2026, 3, 2, 9))
SCAN = b"%PDF-1.4 licence"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def site():
    return make_site()


@pytest.fixture
def supplier(site):
    return make_supplier(site=site, name="蔬菜公司")


def actor_of(site, role):
    return make_actor(site=site, person=make_person(site=site), grants=role_grants(role))


def paper(**changes):
    values = {"kind": "business_licence", "number": "9151", "valid_from": ON, "valid_to": None}
    return Entered(**(values | changes))


def enter(supplier, actor, scan=SCAN, **changes):
    upload = None if scan is None else SimpleUploadedFile("证照.pdf", scan)
    return certificates.enter(
        supplier_code=supplier.code, paper=paper(**changes), scan=upload, actor=actor, at=AT
    )


def test_a_certificate_counts_once_somebody_else_has_verified_it(site, supplier):
    manager, inspector = actor_of(site, "canteen_manager"), actor_of(site, "food_inspector")
    row = enter(supplier, manager)
    assert len(row.sha256) == 64
    assert row.scan.sha256 == row.sha256
    with pytest.raises(refusals.OwnCertificate):
        certificates.verify(certificate_id=row.id, actor=manager, at=AT)
    codes = [p.code for p in queries.papers_missing(supplier_id=supplier.id, on=ON)]
    assert codes == ["unverified", "missing"]
    certificates.verify(certificate_id=row.id, actor=inspector, at=AT)
    codes = [p.code for p in queries.papers_missing(supplier_id=supplier.id, on=ON)]
    assert codes == ["missing"]
    with pytest.raises(refusals.AlreadyVerified) as told:
        certificates.verify(certificate_id=row.id, actor=inspector, at=AT)
    assert told.value.by == inspector.name


def test_the_same_paper_is_entered_once_and_renewed_under_its_number(site, supplier):
    buyer = actor_of(site, "buyer")
    enter(supplier, buyer)
    with pytest.raises(refusals.CertificateKnown):
        enter(supplier, buyer)
    renewed = enter(supplier, buyer, valid_from=ON + timedelta(days=365))
    assert renewed.number == "9151"


@pytest.mark.parametrize("scan", [b"", b"MZ no scan"])
def test_what_is_no_scan_is_refused_and_nothing_is_kept(site, supplier, scan):
    with pytest.raises(FileRefused):
        enter(supplier, actor_of(site, "buyer"), scan=scan)
    assert not Certificate.objects.exists()


def test_a_certificate_does_not_end_before_it_starts(site, supplier):
    with pytest.raises(refusals.EndsBeforeStart):
        enter(supplier, actor_of(site, "buyer"), valid_to=ON - timedelta(days=1))


def test_a_withdrawn_certificate_stays_on_record_and_counts_no_more(site, supplier):
    buyer = actor_of(site, "buyer")
    row = make_certificate(supplier=supplier)
    with pytest.raises(refusals.NoReason):
        certificates.withdraw(certificate_id=row.id, reason=" ", actor=buyer, at=AT)
    certificates.withdraw(certificate_id=row.id, reason="录错", actor=buyer, at=AT)
    assert Certificate.objects.get(id=row.id).withdrawn_at == AT
    with pytest.raises(refusals.CertificateGone):
        certificates.withdraw(certificate_id=row.id, reason="录错", actor=buyer, at=AT)


def warn(site, days=0):
    certificates.warn(site_id=site.id, at=AT + timedelta(days=days))
    return Message.objects.count()


def test_the_end_is_warned_of_once_ahead_and_once_when_it_came(site, supplier):
    buyer = make_account(site=site, grants=role_grants("buyer"))
    make_account(site=site, grants=role_grants("kitchen"))
    make_certificate(supplier=supplier, valid_to=ON + timedelta(days=31))
    assert (warn(site), warn(site, 1), warn(site, 2)) == (0, 1, 1)
    assert (warn(site, 31), warn(site, 32), warn(site, 33)) == (1, 2, 2)
    told = set(Notice.objects.values_list("person_id", flat=True))
    assert told == {buyer.person_id}
    assert Entry.objects.filter(name="canteen.suppliers.certificate_warned").count() == 2


def test_a_renewed_certificate_and_a_supplier_no_longer_used_are_not_warned_of(site, supplier):
    make_account(site=site, grants=role_grants("buyer"))
    make_certificate(supplier=supplier, valid_to=ON)
    make_certificate(supplier=supplier, valid_to=ON + timedelta(days=400))
    make_certificate(supplier=make_supplier(site=site, is_active=False), valid_to=ON)
    assert warn(site) == 0


def agree(supplier, ingredient, actor, **changes):
    values = {"price_yuan": Decimal("3.80"), "effective_on": ON, "until_on": None}
    return prices.agree(
        supplier_code=supplier.code,
        ingredient_id=ingredient.id,
        contract_number="HT-1",
        actor=actor,
        at=AT,
        **(values | changes),
    )


def test_contract_prices_are_added_and_never_changed(site, supplier):
    buyer, potato = actor_of(site, "buyer"), make_ingredient(site=site)
    agree(supplier, potato, buyer)
    with pytest.raises(refusals.PriceKnown):
        agree(supplier, potato, buyer, price_yuan=Decimal("9"))
    with pytest.raises(refusals.PriceNotPositive):
        agree(supplier, potato, buyer, price_yuan=Decimal("0"))
    with pytest.raises(refusals.EndsBeforeStart):
        agree(supplier, potato, buyer, until_on=ON - timedelta(days=1))
    assert ContractPrice.objects.get().price_yuan == Decimal("3.8")


def survey(actor, found, **changes):
    values = {"market": "城东市场", "surveyed_on": ON} | changes
    return prices.survey(prices=found, actor=actor, at=AT, **values)


def test_a_market_is_asked_once_a_day_and_corrected(site):
    buyer, potato = actor_of(site, "buyer"), make_ingredient(site=site)
    assert survey(buyer, {potato.id: Decimal("3.50")}) == 1
    assert survey(buyer, {potato.id: Decimal("3.50")}) == 0
    assert survey(buyer, {potato.id: Decimal("3.60")}) == 1
    assert PriceSurvey.objects.get().price_yuan == Decimal("3.6")
    with pytest.raises(refusals.SurveyInFuture):
        survey(buyer, {potato.id: Decimal("3")}, surveyed_on=ON + timedelta(days=1))
    with pytest.raises(type(potato).DoesNotExist):
        survey(buyer, {make_ingredient(site=make_site()).id: Decimal("3")})


@pytest.mark.parametrize("role", BUILT_IN, ids=lambda role: role.code)
def test_who_may_enter_and_who_may_verify(site, supplier, role):
    actor, potato = actor_of(site, role.code), make_ingredient(site=site)
    row = make_certificate(supplier=supplier, verified_at=None)
    editors = ("buyer", "canteen_manager")
    steps = [
        (lambda: enter(supplier, actor, scan=None), editors),
        (lambda: agree(supplier, potato, actor), editors),
        (lambda: survey(actor, {potato.id: Decimal(3)}), editors),
        (lambda: terms.save_supplier({"name": "新名"}, code=supplier.code, actor=actor, at=AT),
         editors),
        (lambda: certificates.verify(certificate_id=row.id, actor=actor, at=AT),
         ("canteen_manager", "food_inspector", "food_safety_officer")),
        (lambda: certificates.withdraw(certificate_id=row.id, reason="x", actor=actor, at=AT),
         editors),
    ]  # fmt: skip
    for step, allowed in steps:
        if role.code in allowed:
            step()
        else:
            with pytest.raises(NotAllowed):
                step()


def test_another_sites_supplier_does_not_exist(supplier):
    stranger = actor_of(make_site(), "canteen_manager")
    row = make_certificate(supplier=supplier, verified_at=None)
    with pytest.raises(Supplier.DoesNotExist):
        enter(supplier, stranger)
    with pytest.raises(Certificate.DoesNotExist):
        certificates.verify(certificate_id=row.id, actor=stranger, at=AT)


def test_a_code_is_taken_once_and_weekdays_are_digits(site, supplier):
    buyer = actor_of(site, "buyer")
    values = {"code": supplier.code, "name": "另一家", "delivery_weekdays": "135"}
    with pytest.raises(refusals.SupplierCodeTaken):
        terms.save_supplier(values, actor=buyer, at=AT)
    with pytest.raises(refusals.BadWeekdays):
        terms.save_supplier(values | {"code": "NEU", "delivery_weekdays": "8"}, actor=buyer, at=AT)
    made = terms.save_supplier(values | {"code": "NEU"}, actor=buyer, at=AT)
    assert Entry.objects.get(name="canteen.suppliers.saved").data["supplier_id"] == made.id
