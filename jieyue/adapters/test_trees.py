import pytest

from jieyue.adapters.refusals import BadMessage
from jieyue.adapters.trees import read_json, read_xml

BOMB = b"""<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">
]><a>&lol2;</a>"""
OUTSIDE = b"""<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>"""


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[" * 40 + b"]" * 40, "too_deep"),
        (b"[" + b"1," * 30_000 + b"1]", "too_many_values"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "not_json"),
        (b'{"a": NaN}', "not_json"),
        (b"\xff\xfe\x00", "encoding"),
    ],
)
def test_json_that_is_not_taken(body, reason):
    with pytest.raises(BadMessage) as caught:
        read_json(body)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (BOMB, "xml_entities"),
        (OUTSIDE, "xml_entities"),
        (b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>', "xml_entities"),
        (b"<a>" * 30, "too_deep"),
        (b"<a>" + b"<b/>" * 30_000 + b"</a>", "too_many_values"),
        (b"<a>" + b" " * 2_000_000 + b"</a>", "too_large"),
        (b"<a><b></a>", "not_xml"),
        (b'<?xml version="1.0" encoding="EBCDIC-CP-US"?><a/>', "encoding"),
    ],
)
def test_xml_that_is_not_taken(body, reason):
    with pytest.raises(BadMessage) as caught:
        read_xml(body)
    assert caught.value.reason == reason


@pytest.mark.parametrize("encoding", ["GBK", "GB2312", "gb18030", "UTF-8"])
def test_xml_of_older_makers_is_read_in_its_own_letters(encoding):
    body = f'<?xml version="1.0" encoding="{encoding}"?><a><b>川T12345</b><b>甲</b></a>'
    assert read_xml(body.encode(encoding)) == {"a": {"b": ["川T12345", "甲"]}}


def test_json_of_older_makers_is_read_too():
    assert read_json('{"a": "川"}'.encode("gbk")) == {"a": "川"}
    assert read_json("﻿{}".encode()) == {}
