"""How the three officers share the work, and what each of them cannot do."""

import pytest
from django.utils import timezone

from jieyue.kit import journal
from jieyue.kit.actor import Actor, NotAllowed, Scope, system
from jieyue.kit.journal.models import Entry
from jieyue.kit.permissions import all_permissions
from jieyue.people.accounts import actions as accounts
from jieyue.people.accounts.access import access_of
from jieyue.people.accounts.actions import OtherSitesAccount, OwnAccount, UsernameTaken, WrongStatus
from jieyue.people.accounts.models import Account, AccountStatus
from jieyue.people.accounts.rules import OFFICERS
from jieyue.people.factories import make_account, make_person, make_role, make_site
from jieyue.people.roles import actions, found
from jieyue.people.roles.actions import FixedRole, NoRoles, NoSuchUser, RoleHeld, UnknownPermission
from jieyue.people.roles.built_in import BUILT_IN, OFFICER_ONLY
from jieyue.people.roles.found import FirstAccount
from jieyue.people.roles.models import Role
from jieyue.people.roles.rules import OfficerRight, PowersNotSeparate, SelfGrant

pytestmark = pytest.mark.django_db
PASSWORD = "Rain-City-26"


@pytest.fixture
def site():
    site = make_site()
    found.seed(actor=system("tests", site_id=site.id), at=timezone.now())
    return site


@pytest.fixture
def officers(site):
    rows = [
        FirstAccount(username=code, password=PASSWORD, person_id=None, roles=(code,))
        for code in OFFICERS
    ]
    opened = found.open_accounts(rows, actor=system("tests", site_id=site.id), at=timezone.now())
    return {code: acting(account) for code, account in opened.items()}


def acting(account: Account) -> Actor:
    return access_of(account, wanted_site_id=None, at=timezone.now()).actor


def role(site, code):
    return Role.objects.get(site=site, code=code)


def create(officers, **kwargs):
    values = {"username": "new.cook", "person_id": None, **kwargs}
    actor = officers["system_administrator"]
    return accounts.create(**values, actor=actor, at=timezone.now())[0]


def grant(officers, account, site, code):
    actor = officers["security_administrator"]
    return actions.assign(
        account_id=account.pk, role_id=role(site, code).id, actor=actor, at=timezone.now()
    )


def approve(officers, account):
    actor = officers["security_administrator"]
    actions.approve(account_id=account.pk, actor=actor, at=timezone.now())


def test_an_account_is_created_by_one_officer_and_opened_by_another(site, officers):
    account = create(officers)
    assert account.status == AccountStatus.PENDING
    with pytest.raises(NoRoles):
        approve(officers, account)

    grant(officers, account, site, "kitchen")
    approve(officers, account)

    account.refresh_from_db()
    assert account.status == AccountStatus.ACTIVE
    names = Entry.objects.filter(site=site).order_by("id").values_list("name", flat=True)
    assert list(names)[-3:] == [
        "people.accounts.created",
        "people.roles.assigned",
        "people.roles.account_approved",
    ]


STEPS = {
    "create": lambda o, account, site, actor: accounts.create(
        username="x.y.z", person_id=None, actor=actor, at=timezone.now()
    ),
    "suspend": lambda o, account, site, actor: accounts.suspend(
        account_id=account.pk, reason="r", actor=actor, at=timezone.now()
    ),
    "unlock": lambda o, account, site, actor: accounts.unlock(
        account_id=account.pk, actor=actor, at=timezone.now()
    ),
    "reset": lambda o, account, site, actor: accounts.reset_password(
        account_id=account.pk, actor=actor, at=timezone.now()
    ),
    "assign": lambda o, account, site, actor: actions.assign(
        account_id=account.pk,
        role_id=role(site, "buyer").id,
        actor=actor,
        at=timezone.now(),
    ),
    "revoke": lambda o, account, site, actor: actions.revoke(
        assignment_id=account.assignments.get().id, actor=actor, at=timezone.now()
    ),
    "edit": lambda o, account, site, actor: actions.set_grants(
        role_id=role(site, "buyer").id,
        grants={"people.units.read": Scope.UNIT},
        actor=actor,
        at=timezone.now(),
    ),
    "forget": lambda o, account, site, actor: accounts.forget_second_factor(
        account_id=account.pk, actor=actor, at=timezone.now()
    ),
}
BY_SYSTEM = {"create", "suspend", "unlock", "reset"}
BY_SECURITY = {"assign", "revoke", "edit", "forget"}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("code", [each.code for each in BUILT_IN])
def test_each_step_belongs_to_one_officer(site, officers, step, code):
    account = create(officers)
    grant(officers, account, site, "kitchen")
    actor = officers.get(code) or acting(make_account(site=site, role=role(site, code)))
    may = (code == "system_administrator" and step in BY_SYSTEM) or (
        code == "security_administrator" and step in BY_SECURITY
    )
    if may:
        STEPS[step](officers, account, site, actor)
        return
    with pytest.raises(NotAllowed):
        STEPS[step](officers, account, site, actor)


def test_the_auditor_reads_the_journal_and_can_change_nothing(officers):
    grants = officers["auditor"].grants

    assert grants["kit.journal.read"] is Scope.COMPLEX
    assert all(code.endswith(".read") for code in grants)


def test_only_the_auditor_reads_the_journal(site):
    holders = Role.objects.filter(site=site, grants__permission="kit.journal.read")
    assert [each.code for each in holders] == ["auditor"]


def test_no_business_role_holds_an_officers_right_and_no_officer_does_business(site):
    for each in Role.objects.filter(site=site).prefetch_related("grants"):
        held = {grant.permission for grant in each.grants.all()}
        if each.code in OFFICERS:
            assert held <= OFFICER_ONLY | {p for p in held if p.startswith("kit.tasks.")}
        else:
            assert held.isdisjoint(OFFICER_ONLY)


def test_every_pattern_of_a_built_in_role_means_some_right():
    from fnmatch import filter as matching

    codes = list(all_permissions())
    for each in BUILT_IN:
        for pattern, _scope in each.grants:
            assert matching(codes, pattern), f"{each.code}: {pattern}"


def test_an_officer_gets_no_second_office_and_no_business(site, officers):
    auditor = Account.objects.get(username="auditor")

    for code in ("system_administrator", "kitchen"):
        with pytest.raises(PowersNotSeparate):
            grant(officers, auditor, site, code)


def test_a_second_account_or_site_does_not_get_around_the_separation(site, officers):
    person = make_person(site=site)
    first, second = (create(officers, username=n, person_id=person.id) for n in ("one", "two"))
    grant(officers, first, site, "kitchen")
    with pytest.raises(PowersNotSeparate):
        grant(officers, second, site, "auditor")

    other = make_site()
    make_account(site=other, person=person, role=make_role(site=other, code="auditor"))
    with pytest.raises(PowersNotSeparate):
        grant(officers, second, site, "buyer")


def test_nobody_grants_themselves_not_even_through_another_account(site, officers):
    person = make_person(site=site)
    security = role(site, "security_administrator")
    actor = acting(make_account(site=site, person=person, role=security))
    second = create(officers, person_id=person.id)

    for account_id in (actor.account_id, second.pk):
        with pytest.raises(SelfGrant):
            actions.assign(
                account_id=account_id, role_id=security.id, actor=actor, at=timezone.now()
            )
        with pytest.raises(SelfGrant):
            actions.approve(account_id=account_id, actor=actor, at=timezone.now())


def test_a_role_ends_and_what_it_gave_with_it(site, officers):
    account = create(officers)
    assignment = grant(officers, account, site, "kitchen")
    with pytest.raises(RoleHeld):
        grant(officers, account, site, "kitchen")
    assert acting(account).may("canteen.planning.read")

    security = officers["security_administrator"]
    actions.revoke(assignment_id=assignment.id, actor=security, at=timezone.now())

    assert not acting(account).grants
    assert account.assignments.count() == 1  # ended, not deleted


def test_a_role_for_a_time_ends_by_itself(site, officers):
    account, at = create(officers), timezone.now()
    until = at + timezone.timedelta(days=1)
    actions.assign(
        account_id=account.pk,
        role_id=role(site, "kitchen").id,
        until=until,
        actor=officers["security_administrator"],
        at=at,
    )

    assert access_of(account, wanted_site_id=None, at=at).actor.grants
    assert not access_of(account, wanted_site_id=None, at=until).actor.grants


def test_suspending_ends_sessions_and_restoring_asks_the_security_administrator(site, officers):
    account, system_actor = create(officers), officers["system_administrator"]
    grant(officers, account, site, "kitchen")
    approve(officers, account)
    at = timezone.now()

    accounts.suspend(account_id=account.pk, reason="leave", actor=system_actor, at=at)
    with pytest.raises(WrongStatus):
        accounts.suspend(account_id=account.pk, reason="again", actor=system_actor, at=at)
    accounts.restore(account_id=account.pk, actor=system_actor, at=at)

    account.refresh_from_db()
    assert account.status == AccountStatus.PENDING


def test_nobody_suspends_themselves_and_names_are_unique(officers):
    actor = officers["system_administrator"]
    with pytest.raises(OwnAccount):
        accounts.suspend(account_id=actor.account_id, reason="r", actor=actor, at=timezone.now())
    create(officers)
    with pytest.raises(UsernameTaken):
        create(officers)


def test_a_role_is_changed_but_not_with_an_officers_right(site, officers):
    actor, at = officers["security_administrator"], timezone.now()
    buyer = role(site, "buyer")

    def change(grants, target=buyer):
        actions.set_grants(role_id=target.id, grants=grants, actor=actor, at=at)

    with pytest.raises(OfficerRight):
        change({"kit.journal.read": Scope.COMPLEX})
    with pytest.raises(UnknownPermission):
        change({"canteen.no.such": Scope.OWN})
    with pytest.raises(FixedRole):
        change({"people.units.read": Scope.OWN}, role(site, "auditor"))
    change({"people.units.read": Scope.COMPLEX})

    assert buyer.grants.get().permission == "people.units.read"
    [fact] = Entry.objects.filter(name="people.roles.changed")
    assert fact.data["after"] == {"people.units.read": "complex"}


def test_seeding_again_takes_nothing_away_and_adds_what_is_new(site):
    buyer = role(site, "buyer")
    first = buyer.grants.count()
    buyer.grants.all()[0].delete()
    make_role(site=site, code="own-role")

    found.seed(actor=system("tests", site_id=site.id), at=timezone.now())

    assert buyer.grants.count() == first
    assert Role.objects.filter(site=site).count() == len(BUILT_IN) + 1
    assert journal.broken_link(site_id=site.id) is None


def test_somebody_of_another_complex_is_admitted_by_user_name(site, officers):
    guest = make_account(site=make_site())
    actor, at = officers["security_administrator"], timezone.now()
    buyer = role(site, "buyer")

    actions.admit(username=guest.username, role_id=buyer.id, actor=actor, at=at)
    with pytest.raises(NoSuchUser):
        actions.admit(username="nobody.here", role_id=buyer.id, actor=actor, at=at)
    with pytest.raises(Role.DoesNotExist):
        actions.admit(username=guest.username, role_id=make_role().id, actor=actor, at=at)

    here = access_of(guest, wanted_site_id=site.id, at=timezone.now())
    assert here.actor.site_id == site.id
    assert here.actor.unit_id is None
    assert len(here.site_ids) == 2


def test_an_admitted_account_is_looked_after_by_its_own_complex_only(site, officers):
    guest = make_account(site=make_site(), password=PASSWORD)
    security, system_actor = officers["security_administrator"], officers["system_administrator"]
    at, buyer = timezone.now(), role(site, "buyer")
    actions.admit(username=guest.username, role_id=buyer.id, actor=security, at=at)

    for step, actor in [
        (accounts.reset_password, system_actor),
        (accounts.unlock, system_actor),
        (accounts.forget_second_factor, security),
        (actions.approve, security),
    ]:
        with pytest.raises(OtherSitesAccount):
            step(account_id=guest.pk, actor=actor, at=at)
    with pytest.raises(OtherSitesAccount):
        accounts.suspend(account_id=guest.pk, reason="r", actor=system_actor, at=at)

    guest.refresh_from_db()
    assert guest.check_password(PASSWORD)
