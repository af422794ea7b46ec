"""Suppliers: the list, one with its papers, terms and prices, and what is entered about it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.suppliers import certificates, lists, register, sheets, terms
from jieyue.canteen.suppliers.forms import CertificateForm, ContractPriceForm, SupplierForm
from jieyue.canteen.suppliers.messages import EXPECTED, say
from jieyue.canteen.suppliers.models import Certificate, Supplier
from jieyue.canteen.suppliers.wording import paper_problem
from jieyue.kit.actor import Actor
from jieyue.kit.pages import actor_of, render_page
from jieyue.kit.sheet_pages import import_page
from jieyue.kit.tables import Action, Empty, table_page
from jieyue.people.steps import named, press, status_of, submit


@login_required
@require_GET
def suppliers(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return table_page(
        request,
        lists.SupplierTable,
        register.rows(actor, today=timezone.localdate()),
        title=_("Suppliers"),
        filterset=lists.SupplierFilter,
        actions=_actions(actor),
        empty=Empty(
            _("No suppliers yet"),
            _("Add one, or take in the sheet of suppliers and their terms."),
        ),
    )


def _actions(actor: Actor) -> list[Action]:
    if not actor.may(CanteenPermission.SUPPLIERS_EDIT):
        return []
    return [
        Action(_("New supplier"), reverse("canteen:supplier_new"), "plus", "primary"),
        Action(_("Price survey"), reverse("canteen:price_survey"), "building-store"),
        Action(
            _("Import: %(title)s") % {"title": sheets.TERMS.title},
            reverse("canteen:terms_import"),
            "upload",
        ),
    ]


@login_required
@require_GET
def supplier(request: HttpRequest, code: str) -> HttpResponse:
    return page(request, code)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """A new supplier, or one to change."""
    actor = actor_of(request)
    actor.require(CanteenPermission.SUPPLIERS_EDIT)
    found = _row(actor, code) if code else None
    data = request.POST if request.method == "POST" else None
    form = SupplierForm(data, instance=found, is_new=found is None)
    reply = submit(
        request,
        form,
        lambda: terms.save_supplier(form.cleaned_data, code=code, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=lambda: reverse("canteen:supplier", args=[form.cleaned_data["code"]]),
        said=_("The supplier is saved."),
    )
    context = {"form": form, "code": code}
    status = status_of(form)
    return reply or render_page(request, "canteen/suppliers/edit.html", context, status=status)


@login_required
@require_POST
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """A paper is entered, with its scan."""
    actor = actor_of(request)
    _row(actor, code)
    form = CertificateForm(request.POST, request.FILES)
    reply = submit(
        request,
        form,
        lambda: certificates.enter(
            supplier_code=code,
            paper=form.paper(),
            scan=form.cleaned_data["scan"],
            actor=actor,
            at=timezone.now(),
        ),
        refusals=EXPECTED,
        done_url=reverse("canteen:supplier", args=[code]),
        said=_("The certificate is kept. It counts once somebody else has verified it."),
    )
    return reply or page(request, code, certificate_form=form)


@login_required
@require_POST
def verify(request: HttpRequest, certificate_id: int) -> HttpResponse:
    actor = actor_of(request)
    code = _code_of(actor, certificate_id)
    return press(
        request,
        lambda: certificates.verify(certificate_id=certificate_id, actor=actor, at=timezone.now()),
        refusals=EXPECTED,
        done_url=reverse("canteen:supplier", args=[code]),
        said=_("The certificate is verified."),
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, certificate_id: int) -> HttpResponse:
    actor = actor_of(request)
    code = _code_of(actor, certificate_id)
    return press(
        request,
        lambda: certificates.withdraw(
            certificate_id=certificate_id,
            reason=request.POST.get("reason", "")[:200],
            actor=actor,
            at=timezone.now(),
        ),
        refusals=EXPECTED,
        done_url=reverse("canteen:supplier", args=[code]),
        said=_("The certificate no longer counts. It stays on record."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def import_terms(request: HttpRequest) -> HttpResponse:
    """Take in a sheet of suppliers and their terms."""
    actor, at = actor_of(request), timezone.now()
    actor.require(CanteenPermission.SUPPLIERS_EDIT)
    return import_page(
        request,
        sheets.TERMS,
        apply=lambda row: terms.put_terms(row.values, actor=actor, at=at),
        done_url=reverse("canteen:suppliers"),
        refusals=EXPECTED,
        say=say,
    )


def page(
    request: HttpRequest,
    code: str,
    *,
    certificate_form: CertificateForm | None = None,
    price_form: ContractPriceForm | None = None,
) -> HttpResponse:
    """The page of a supplier, perhaps with a form that came back."""
    actor, today = actor_of(request), timezone.localdate()
    try:
        found = register.supplier(actor, code=code, today=today)
    except Supplier.DoesNotExist:
        raise Http404 from None
    certificate_form = certificate_form or CertificateForm()
    price_form = price_form or ContractPriceForm(actor=actor, initial={"effective_on": today})
    context = {
        "supplier": found,
        "blocked_by": [paper_problem(problem) for problem in found.blocked_by],
        "may_edit": actor.may(CanteenPermission.SUPPLIERS_EDIT),
        "today": today,
        **named(certificate_form=certificate_form, price_form=price_form),
    }
    status = status_of(certificate_form, price_form)
    return render_page(request, "canteen/suppliers/supplier.html", context, status=status)


def _row(actor: Actor, code: str) -> Supplier:
    """Raises Http404 for a supplier that the actor does not see."""
    row: Supplier | None = Supplier.objects.visible_to(actor).filter(code=code).first()
    if row is None:
        raise Http404
    return row


def _code_of(actor: Actor, certificate_id: int) -> str:
    found = Certificate.objects.visible_to(actor).filter(id=certificate_id)
    code = found.values_list("supplier__code", flat=True).first()
    if code is None:
        raise Http404
    return code
