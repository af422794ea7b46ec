from django.utils.translation import gettext_lazy as _

from jieyue.kit.permissions import Permission


class PeoplePermission(Permission):
    """Rights over units, persons, accounts, roles, approvals and notices."""

    ACCOUNTS_CREATE = "people.accounts.create", _("Create accounts, which wait for rights")
    ACCOUNTS_READ = "people.accounts.read", _("See accounts and their roles")
    ACCOUNTS_RESET = "people.accounts.reset", _("Give an account a new initial password")
    ACCOUNTS_SUSPEND = "people.accounts.suspend", _("Suspend accounts and end their sessions")
    ACCOUNTS_UNLOCK = "people.accounts.unlock", _("Unlock accounts")
    APPROVALS_CONFIGURE = "people.approvals.configure", _("Say who decides which requests")
    APPROVALS_READ = "people.approvals.read", _("See requests and their decisions")
    MESSAGES_SEND = "people.messages.send", _("Send notices")
    PERSONS_EDIT = "people.persons.edit", _("Edit persons and their postings")
    PERSONS_PHONE = "people.persons.phone", _("See whole phone numbers")
    PERSONS_READ = "people.persons.read", _("See persons")
    ROLES_ASSIGN = "people.roles.assign", _("Grant roles and approve accounts")
    ROLES_EDIT = "people.roles.edit", _("Change what a role may do")
    ROLES_READ = "people.roles.read", _("See roles and what they may do")
    UNITS_EDIT = "people.units.edit", _("Edit units and their head-counts")
    UNITS_READ = "people.units.read", _("See units")
