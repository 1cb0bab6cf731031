import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableError
from index.extract.decoding import decode

ENGLISH = "It’s “fine” – the café’s résumé was naïve, and the façade of Zürich stood. " * 2
GERMAN = (
    "Die Straße nach München war für Müller gesperrt, weil größere Übungen liefen. Später durfte er hindurch.\n" * 2
)
TURKISH = (
    "Türkiye'nin S-400 alımı, ABD ile ilişkileri gerdi. Şimdi bir çözüm aranıyor, ama görüşmeler ağır işliyor.\n" * 2
)
RUSSIAN = "Турция купила у России системы С-400 и была исключена из программы. Теперь она хочет вернуться.\n" * 2
ARABIC = "اشترت تركيا نظام الصواريخ من روسيا ثم استبعدت من البرنامج، وهي تريد العودة إليه الآن.\n" * 2
CHINESE = "土耳其从俄罗斯购买了导弹系统，随后被排除在该项目之外。现在它想要回来。\n" * 2
TRADITIONAL = "土耳其從俄羅斯購買了飛彈系統，隨後被排除在該計畫之外。現在它想要回來。\n" * 2


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-8-sig"),
        (ENGLISH, "cp1252"),
        (ENGLISH, "utf-16"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (ENGLISH, "utf-32"),
        (ENGLISH, "utf-32-le"),
        (ENGLISH, "utf-32-be"),
        (GERMAN, "cp1252"),
        (GERMAN, "iso-8859-1"),
        (TURKISH, "cp1254"),
        (TURKISH, "iso-8859-9"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (ARABIC, "cp1256"),
        (CHINESE, "gb18030"),
        (CHINESE, "utf-16-le"),
        (TRADITIONAL, "big5"),
    ],
)
def test_encodings_are_told(text, encoding):
    assert decode(text.encode(encoding), "x.txt") == text


@pytest.mark.parametrize(
    ("text", "encoding"), [(GERMAN, "cp1252"), (TURKISH, "cp1254"), (RUSSIAN, "cp1251"), (ARABIC, "cp1256")]
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_lines_in_another_encoding_among_utf8(text, encoding, mark):
    data = mark + text.encode() + text.encode(encoding) + text.encode()
    assert decode(data, "x.txt") == text * 3


def test_foreign_bytes_inside_a_line_of_utf8():
    assert decode("„Größe“ — für ".encode() + "Müller".encode("cp1252"), "x.txt") == "„Größe“ — für Müller"


def test_what_is_declared_counts_where_it_is_possible():
    assert decode("Ещё".encode("koi8-r"), "x.html", declared="KOI8-R") == "Ещё"
    assert decode("Größe “a”".encode("cp1252"), "x.html", declared="iso-8859-1") == "Größe “a”"
    assert decode("Größe".encode(), "x.html", declared="iso-8859-1") == "Größe"
    assert decode("日本".encode("iso2022_jp"), "x.html", declared="iso-2022-jp") == "日本"
    assert decode(GERMAN.encode("cp1252"), "x.html", declared="no-such-thing") == GERMAN
    assert decode(GERMAN.encode("cp1252"), "x.html", declared="hex") == GERMAN


@pytest.mark.parametrize(
    "data",
    [
        b"\0" * 1000,
        random.Random(1).randbytes(5000),
        b"\x89PNG\r\n\x1a\n" + b"IHDR" * 100,
        b"%PDF-1.4\n some text",
        b"PK\x03\x04 text",
        bytes(range(256)) * 20,
    ],
    ids=["nul", "random", "png", "pdf", "zip", "all bytes"],
)
def test_a_binary_is_refused(data):
    with pytest.raises(UnreadableError, match=r"^x\.txt is a binary file, not a text: "):
        decode(data, "x.txt")


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff\ufffd")))
def test_utf8_is_always_read_as_it_is(text):
    assert decode(f"a{text}".encode(), "x.txt") == f"a{text}"


@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_the_one_error(data):
    try:
        assert isinstance(decode(data, "x"), str)
    except UnreadableError as error:
        assert "binary" in str(error)  # noqa: PT017
