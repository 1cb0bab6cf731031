import datetime
from email.message import EmailMessage

import pytest

from index.errors import UnreadableError

PLAIN = """Dear all,

Turkey was barred from joining the F-35 programme in 2017 after the purchase of
the Russian missiles. It now wants to come back.

- one
- two
"""


@pytest.fixture
def mail():
    message = EmailMessage()
    message["Subject"] = "Türkiye ve S-400"
    message["From"] = "a@example.org"
    message["Date"] = "Sun, 12 Oct 2025 23:30:00 -0500"
    message.set_content(PLAIN)
    return message


def test_plain_mail(read, blocks_of_extract, mail):
    found = read("a.eml", bytes(mail))
    assert blocks_of_extract(found) == [
        ("heading 1", "Türkiye ve S-400"),
        ("paragraph", "Dear all,"),
        (
            "paragraph",
            "Turkey was barred from joining the F-35 programme in 2017 after the purchase of the Russian missiles. "
            "It now wants to come back.",
        ),
        ("item", "- one"),
        ("item", "- two"),
    ]
    assert found.title == "Türkiye ve S-400"
    assert found.date == datetime.date(2025, 10, 12)


def test_html_is_preferred_and_attachments_are_left(read, blocks_of_extract, mail):
    mail.add_alternative("<p>Turkey was <b>barred</b>.</p><img src='http://example.org/x.png'>", subtype="html")
    mail.add_attachment(b"attached", maintype="text", subtype="plain", filename="b.txt")
    assert blocks_of_extract(read("a.eml", bytes(mail))) == [
        ("heading 1", "Türkiye ve S-400"),
        ("paragraph", "Turkey was barred."),
    ]


@pytest.mark.parametrize("charset", ["windows-1254", "unheard-of"])
def test_declared_and_unknown_charset(read, charset):
    header = f"From: a@example.org\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    text = "Türkiye'nin S-400 alımı, ABD ile ilişkileri gerdi. Şimdi bir çözüm aranıyor."
    assert read("a.eml", header.encode() + text.encode("cp1254")).text == text


def test_a_broken_date_is_none(read):
    assert read("a.eml", "Subject: Hello there\nDate: yesterday\n\nText.").date is None


def test_no_mail(read):
    with pytest.raises(UnreadableError, match=r"^a\.eml is no mail: "):
        read("a.eml", "This is only a text.\n\nIndeed.")
