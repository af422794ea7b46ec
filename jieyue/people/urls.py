from django.urls import path

from jieyue.people.accounts import views as accounts
from jieyue.people.approvals import views as approvals
from jieyue.people.messages import views as messages
from jieyue.people.persons import views as persons
from jieyue.people.roles import account_pages
from jieyue.people.roles import views as roles
from jieyue.people.units import views as units

app_name = "people"
urlpatterns = [
    path("accounts/", account_pages.index, name="accounts"),
    path("accounts/admit/", account_pages.admit, name="account_admit"),
    path("accounts/new/", account_pages.create, name="account_new"),
    path("accounts/<int:account_id>/", account_pages.account, name="account"),
    path("accounts/<int:account_id>/approve/", account_pages.approve, name="account_approve"),
    path("accounts/<int:account_id>/assign/", account_pages.assign, name="account_assign"),
    path(
        "accounts/<int:account_id>/forget-second-factor/",
        account_pages.forget_second_factor,
        name="account_forget_second_factor",
    ),
    path("accounts/<int:account_id>/reset/", account_pages.reset_password, name="account_reset"),
    path("accounts/<int:account_id>/restore/", account_pages.restore, name="account_restore"),
    path("accounts/<int:account_id>/suspend/", account_pages.suspend, name="account_suspend"),
    path("accounts/<int:account_id>/unlock/", account_pages.unlock, name="account_unlock"),
    path("approvals/", approvals.index, name="approvals"),
    path("approvals/chains/", approvals.chains, name="approval_chains"),
    path("approvals/<int:approval_id>/", approvals.approval, name="approval"),
    path("approvals/<int:approval_id>/decide/", approvals.decide, name="approval_decide"),
    path("approvals/<int:approval_id>/delegate/", approvals.delegate, name="approval_delegate"),
    path("approvals/<int:approval_id>/urge/", approvals.urge, name="approval_urge"),
    path("approvals/<int:approval_id>/withdraw/", approvals.withdraw, name="approval_withdraw"),
    path("assignments/<int:assignment_id>/revoke/", account_pages.revoke, name="assignment_revoke"),
    path("notices/", messages.index, name="notices"),
    path("notices/read/", messages.read_all, name="notices_read"),
    path("notices/send/", messages.send, name="notice_send"),
    path("notices/<int:notice_id>/", messages.open_notice, name="notice_open"),
    path("persons/", persons.index, name="persons"),
    path("persons/import/", persons.take_in, name="persons_import"),
    path("persons/new/", persons.new, name="person_new"),
    path("persons/<int:person_id>/", persons.person, name="person"),
    path("persons/<int:person_id>/change/", persons.change, name="person_change"),
    path("persons/<int:person_id>/leave/", persons.leave, name="person_leave"),
    path("persons/<int:person_id>/post/", persons.post, name="person_post"),
    path("roles/", roles.index, name="roles"),
    path("roles/<int:role_id>/", roles.role, name="role"),
    path("sessions/", accounts.own_sessions, name="own_sessions"),
    path("sessions/<int:sign_in_id>/end/", accounts.end_session, name="end_session"),
    path("units/", units.index, name="units"),
    path("units/import/", units.take_in, name="units_import"),
    path("units/new/", units.new, name="unit_new"),
    path("units/<int:unit_id>/", units.unit, name="unit"),
    path("units/<int:unit_id>/change/", units.change, name="unit_change"),
    path("units/<int:unit_id>/head-count/", units.record_head_count, name="unit_head_count"),
    path("units/<int:unit_id>/leave/", units.leave, name="unit_leave"),
]
