"""Mails (.eml) to pieces: the subject as heading, then the body; attachments are not read."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from index.errors import UnreadableError
from index.extract.decoding import decode
from index.extract.foreign import foreign_library
from index.extract.hypertext import pieces_of_html
from index.extract.pieces import Piece, Reading, assemble, clean_text
from index.extract.plain_text import pieces_of

if TYPE_CHECKING:
    from email.message import EmailMessage, MIMEPart

_HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "Received")


def read_eml(data: bytes, name: str) -> Reading:
    """Read an .eml file; of a body in two forms the HTML one, as its paragraphs and tables are not wrapped lines."""
    with foreign_library(name):
        message = message_from_bytes(data, policy=policy.default)
        if not any(header in message for header in _HEADERS):
            raise UnreadableError(f"{name} is no mail: save it again from the mail program as .eml.")
        subject = " ".join(str(message.get("Subject", "")).split())
        published = _sent_day(message)
        body = message.get_body(preferencelist=("html", "plain"))
    pieces = [Piece("heading", subject, 1)] if subject else []
    if body is not None:
        pieces.extend(_body_pieces(body, name))
    text, blocks, _ = assemble(pieces, name)
    return Reading(text, blocks, title=subject, published=published)


def _sent_day(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).date().isoformat()
    except ValueError:
        return ""


def _body_pieces(body: MIMEPart, name: str) -> list[Piece]:
    with foreign_library(name):
        content = body.get_payload(decode=True)
        charset = body.get_content_charset() or ""
    if not isinstance(content, bytes) or not content.strip():
        return []
    text = clean_text(decode(content, name, charset))
    return pieces_of_html(text, name) if body.get_content_subtype() == "html" else pieces_of(text)
