"""Pages of this topic, below `/energy/statistics/`."""

from django.urls import URLPattern, path

from jieyue.energy.bills import views as bills
from jieyue.energy.denominators import views as denominators
from jieyue.energy.statistics import (
    administration_pages,
    basics_pages,
    indicator_pages,
    report_pages,
)

urlpatterns: list[URLPattern] = [
    path("", report_pages.desk, name="statistics"),
    path("analysis/", indicator_pages.analysis, name="statistics_analysis"),
    path("basics/<int:unit_id>/", basics_pages.basics, name="statistics_basics"),
    path("bills/", bills.bills, name="bills"),
    path("bills/<int:bill_id>/take-back/", bills.take_back, name="bill_take_back"),
    path("bills/import/", bills.take_in, name="bills_import"),
    path("bulletins/", indicator_pages.bulletins, name="bulletins"),
    path("bulletins/issue/", indicator_pages.bulletin, name="bulletin"),
    path("denominators/", denominators.denominators, name="denominators"),
    path("indicators/", indicator_pages.indicators, name="indicators"),
    path("reports/<int:report_id>/", report_pages.report, name="statistics_report"),
    path("reports/<int:report_id>/correct/", report_pages.correct, name="statistics_correct"),
    path(
        "reports/<int:report_id>/corrections/<int:correction_id>/",
        report_pages.decide_correction,
        name="statistics_correction",
    ),
    path("reports/<int:report_id>/decide/", report_pages.decide, name="statistics_decide"),
    path("reports/<int:report_id>/sheet/", report_pages.sheet, name="statistics_sheet"),
    path("summaries/<slug:code>/", administration_pages.summary, name="statistics_summary"),
    path("units/", administration_pages.units, name="statistics_units"),
]
