"""The Chinese of the product is complete: every text has its message, whole and agreeing."""

import gettext
import io
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parent.parent / "tools"
sys.path.insert(0, str(TOOLS))

import message_catalog  # noqa: E402
import message_sources  # noqa: E402
import messages  # noqa: E402
from message_catalog import Key, Message  # noqa: E402


def test_every_text_of_the_product_has_its_chinese():
    faults = messages.faults_of_product()
    assert not faults, "\n".join(["python tools/messages.py check says:", *faults[:60]])


def texts_of(template):
    return [(key.text, plural) for key, plural in message_sources.of_template(template)]


@pytest.mark.parametrize(
    ("template", "texts"),
    [
        ('{% translate "Save" %}', [("Save", "")]),
        ('{% translate "100 % sure" as x %}', [("100 %% sure", "")]),
        (
            "{% blocktranslate with n=x %}Hello {{ n }}{% endblocktranslate %}",
            [("Hello %(n)s", "")],
        ),
        (
            "{% blocktranslate count n=x %}{{ n }} cow{% plural %}{{ n }} cows{% endblocktrans %}",
            [("%(n)s cow", "%(n)s cows")],
        ),
        (
            "{% blocktranslate trimmed %}\n  two\n  lines\n{% endblocktranslate %}",
            [("two lines", "")],
        ),
        ('{% include "x.html" with title=_("Rooms") %}', [("Rooms", "")]),
        ("{{ plain }} text", []),
    ],
)
def test_a_template_gives_the_texts_that_django_looks_up(template, texts):
    assert texts_of(template) == texts


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello there</p>", 1),
        ("<p>食堂</p>", 1),
        ('<input placeholder="Your name">', 1),
        ('<p>{% translate "Hello" %} {{ name }} 12 %</p>', 0),
        ("{% comment %}words{% endcomment %}<code>kubectl</code>", 0),
        ("{% blocktranslate %}Hello{% endblocktranslate %}", 0),
        ("<td>kg</td>", 0),
    ],
)
def test_bare_text_in_a_template_is_found(template, found):
    assert len(message_sources.unwrapped(template, "x")) == found


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{% translate "You have" %} {{ n }} {% translate "messages" %}', 1),
        ('{% translate "It is late." %} {% translate "Go home." %}', 0),
        ('<b>{% translate "Name" %}</b> {% translate "Unit" %}', 0),
    ],
)
def test_a_sentence_of_pieces_in_a_template_is_found(template, found):
    assert len(message_sources.glued(template, "x")) == found


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('_("There are ") + str(n)', "a sentence of pieces"),
        ('_(f"There are {n}")', "a text made of pieces"),
        ('Field(label="Name of the unit")', "not wrapped for translation"),
    ],
)
def test_a_text_that_cannot_be_translated_is_found_in_python(source, reason, tmp_path):
    package = tmp_path / "product"
    package.mkdir()
    (package / "views.py").write_text(source, encoding="utf-8")
    _catalog, findings = message_sources.collect(package)
    assert [finding.reason for finding in findings] == [reason]


def test_a_catalogue_survives_being_written_and_read(tmp_path):
    kept = [
        Message(Key('He said "no"\nand \\ left')),
        Message(Key("%(n)s row"), "%(n)s rows", "%(n)s 行", frozenset(["jieyue/a.py"])),
        Message(Key("May", "month"), translation="五月", fuzzy=True),
    ]
    path = tmp_path / "django.po"
    message_catalog.write_po(path, kept)
    found = message_catalog.read_po(path)
    assert {(m.key, m.plural, m.translation, m.fuzzy) for m in found.values()} == {
        (m.key, m.plural, m.translation, m.fuzzy) for m in kept
    }


def test_the_compiled_catalogue_is_read_by_python_itself():
    content = message_catalog.mo_bytes(
        [
            Message(Key("Save"), translation="保存"),
            Message(Key("%(n)s row"), "%(n)s rows", "%(n)s 行"),
            Message(Key("May", "month"), translation="五月"),
            Message(Key("Draft"), translation="草稿", fuzzy=True),
        ]
    )
    chinese = gettext.GNUTranslations(io.BytesIO(content))
    assert chinese.gettext("Save") == "保存"
    assert chinese.ngettext("%(n)s row", "%(n)s rows", 7) == "%(n)s 行"
    assert chinese.pgettext("month", "May") == "五月"
    assert chinese.gettext("Draft") == "Draft"


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (None, "no Chinese"),
        (Message(Key("Save")), "no Chinese"),
        (Message(Key("Save"), translation="保存", fuzzy=True), "not confirmed"),
        (Message(Key("%(n)s left"), translation="剩余"), "placeholders differ"),
        (Message(Key("%(n)s left"), translation="剩余 %(m)s"), "placeholders differ"),
        (Message(Key("Nothing was found"), translation="Nothing was found"), "not in Chinese"),
        (Message(Key("Save, then send"), translation="保存,再发送"), "half-width"),
        (Message(Key("Mass (kg)"), translation="重量(kg)"), "half-width"),
        (Message(Key("%(n)s: done."), translation="%(n)s:完成。"), "half-width"),
        (Message(Key("It is done."), translation="完成."), "half-width"),
    ],
)
def test_a_translation_that_is_not_right_is_named(message, fault):
    assert fault in messages.faults_of(message)[0]


@pytest.mark.parametrize(
    "chinese", ["选择 .csv 文件", "%(a)s:00 起", "V_r / (V_f + V_r)", "保存，再发送"]
)
def test_half_width_characters_stand_where_they_belong(chinese):
    text = "%(a)s:00" if "%" in chinese else "Save"
    assert not messages.faults_of(Message(Key(text), translation=chinese))


def test_a_percent_sign_is_filled_in_as_people_write_it():
    message = Message(Key("80 %% of %(n)s"))
    assert messages._offered(message, {"80 % of %(n)s": "%(n)s 的 80 %"}) == "%(n)s 的 80 %%"


def test_a_plural_may_leave_its_number_out_in_neither_language():
    assert not messages.faults_of(Message(Key("One row"), "%(n)s rows", "%(n)s 行"))
