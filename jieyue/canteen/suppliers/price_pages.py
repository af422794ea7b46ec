"""Contract prices of a supplier, and the market survey on the phone."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from jieyue.canteen.menus.category_names import name_of
from jieyue.canteen.permissions import CanteenPermission
from jieyue.canteen.suppliers import prices, surveys, views
from jieyue.canteen.suppliers.forms import ContractPriceForm, SurveyForm
from jieyue.canteen.suppliers.messages import EXPECTED, say
from jieyue.kit.pages import actor_of, render_page
from jieyue.people.steps import submit


@login_required
@require_POST
def contract(request: HttpRequest, code: str) -> HttpResponse:
    """A price is agreed from a day on."""
    actor = actor_of(request)
    form = ContractPriceForm(request.POST, actor=actor)

    def agree() -> None:
        values = dict(form.cleaned_data)
        prices.agree(
            supplier_code=code,
            ingredient_id=values.pop("ingredient").id,
            **values,
            actor=actor,
            at=timezone.now(),
        )

    reply = submit(
        request,
        form,
        agree,
        refusals=EXPECTED,
        done_url=reverse("canteen:supplier", args=[code]),
        said=_("The price is agreed."),
    )
    return reply or views.page(request, code, price_form=form)


@login_required
@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest) -> HttpResponse:
    """询价: what a market asks today, ingredient by ingredient; empty ones are left out."""
    actor, today = actor_of(request), timezone.localdate()
    actor.require(CanteenPermission.SUPPLIERS_EDIT)
    category = request.GET.get("category", "")
    groups = surveys.categories(actor)
    if category not in groups:
        category = groups[0] if groups else ""
    data = request.POST if request.method == "POST" else None
    market = surveys.last_market(actor)
    form = SurveyForm(data, initial={"surveyed_on": today, "market": market})
    rows, typed = surveys.lines(actor, category=category, today=today), surveys.Typed()
    if data is not None:
        typed = surveys.read(request.POST, rows)
        if form.is_valid() and not typed.errors and _saved(request, form, typed.prices):
            return redirect(f"{reverse('canteen:price_survey')}?category={category}")
    context = {
        "form": form,
        "category": category,
        "categories": [(each, name_of(each)) for each in groups],
        "markets": surveys.markets(actor),
        "rows": [
            (row, typed.texts.get(row.ingredient_id, ""), row.ingredient_id in typed.errors)
            for row in rows
        ],
    }
    status = 200 if data is None else 422
    return render_page(request, "canteen/suppliers/survey.html", context, status=status)


def _saved(request: HttpRequest, form: SurveyForm, found: dict[int, Decimal]) -> bool:
    """Whether the prices were kept; what hinders it stands on the form."""
    if not found:
        form.add_error(None, _("Type at least one price."))
        return False
    try:
        count = prices.survey(
            market=form.cleaned_data["market"].strip(),
            surveyed_on=form.cleaned_data["surveyed_on"],
            prices=found,
            actor=actor_of(request),
            at=timezone.now(),
        )
    except EXPECTED as error:
        form.add_error(None, say(error))
        return False
    text = ngettext("%(count)s price kept.", "%(count)s prices kept.", count) % {"count": count}
    messages.success(request, text)
    return True
