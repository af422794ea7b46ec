"""Where lots came from: receipt, order, supplier, papers and tests. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Max

from jieyue.canteen.receiving.models import LotPaper, LotPaperKind, ReceiptLine
from jieyue.canteen.residue_tests.models import ResidueState, ResidueTest
from jieyue.canteen.stock.models import LotStatus, StockLot
from jieyue.canteen.trace.sheet import LotOrigin, TestLine
from jieyue.kit import formats
from jieyue.kit.unit_labels import label_of


def origins(lot_ids: Collection[int]) -> dict[int, LotOrigin]:
    """By lot id, in the order in which the lots came. The caller has checked who may see them."""
    lots = StockLot.objects.filter(id__in=lot_ids).select_related(
        "ingredient", "supplier", "location"
    )
    by_root = {lot.id: lot.split_from_id or lot.id for lot in lots}
    wanted = {*by_root, *by_root.values()}  # a part has its receipt and tests from its whole
    lines = _lines(wanted)
    tests = _tests(wanted)
    papers = _papers([line.id for line in lines.values()])
    found = {}
    for lot in sorted(lots, key=lambda lot: (lot.received_on, lot.id)):
        line = lines.get(lot.id) or lines.get(by_root[lot.id])
        found[lot.id] = LotOrigin(
            lot_id=lot.id,
            number=lot.number,
            ingredient=lot.ingredient.name,
            unit=str(label_of(lot.ingredient.base_unit)),
            batch_number=lot.batch_number,
            status=lot.status,
            status_label=str(LotStatus(lot.status).label),
            supplier=lot.supplier.name if lot.supplier else "",
            supplier_code=lot.supplier.code if lot.supplier else "",
            received_on=lot.received_on,
            produced_on=lot.produced_on,
            expires_on=lot.expires_on,
            left=lot.quantity,
            location=lot.location.name if lot.location else "",
            receipt=line.receipt.number if line else "",
            order=line.receipt.order.number if line else "",
            accepted_by=formats.who(line.receipt.accepted_by) if line else "",
            papers=papers[line.id] if line else (),
            tests=tests[lot.id] or tests[by_root[lot.id]],
        )
    return found


def _lines(lot_ids: Collection[int]) -> dict[int, ReceiptLine]:
    rows = ReceiptLine.objects.filter(lot_id__in=lot_ids).select_related("receipt__order")
    return {row.lot_id: row for row in rows if row.lot_id is not None}


def _tests(lot_ids: Collection[int]) -> Mapping[int, list[TestLine]]:
    found: dict[int, list[TestLine]] = defaultdict(list)
    rows = ResidueTest.objects.filter(lot_id__in=lot_ids)
    for row in rows.annotate(highest=Max("readings__inhibition_pct")).order_by("sampled_at"):
        found[row.lot_id].append(
            TestLine(
                number=row.number,
                state=str(ResidueState(row.state).label),
                inhibition_pct=row.highest,
                sampled_at=row.sampled_at,
            )
        )
    return found


def _papers(line_ids: Collection[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for paper in LotPaper.objects.filter(line_id__in=line_ids):
        found[paper.line_id].append(f"{LotPaperKind(paper.kind).label} {paper.number}")
    return found
