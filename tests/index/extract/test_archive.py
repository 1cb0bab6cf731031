import io
import zipfile

import docx
import pytest

from index.errors import UnreadableError
from index.extract import archive
from index.extract.archive import open_office_file

BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'


def zipped(**members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name.replace("_", "."), data)
    return content.getvalue()


def with_part(part, change):
    content = io.BytesIO()
    docx.Document().save(content)
    source, changed = zipfile.ZipFile(content), io.BytesIO()
    with zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(source.read(name)) if name == part else source.read(name))
    return changed.getvalue()


def test_a_harmless_archive_opens():
    with open_office_file(zipped(content_xml="<a>text</a>"), "a.odt") as opened:
        assert opened.read("content.xml") == b"<a>text</a>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding):
    with pytest.raises(UnreadableError, match=r"^a\.odt defines XML entities, "):
        open_office_file(zipped(content_xml=BOMB.decode().encode(encoding)), "a.odt")


def test_entities_in_a_word_file_are_refused_before_it_is_parsed(read):
    bomb = with_part("word/document.xml", lambda xml: BOMB + xml)
    with pytest.raises(UnreadableError, match=r"^a\.docx defines XML entities, "):
        read("a.docx", bomb)


def test_a_part_that_packs_too_well_is_refused():
    with pytest.raises(UnreadableError, match=r"^a\.odt would unpack to 4 MiB, like a zip bomb: "):
        open_office_file(zipped(content_xml=b" " * 4 * 2**20), "a.odt")


def test_a_small_part_may_pack_well():
    open_office_file(zipped(content_xml=b" " * 2**20), "a.odt")


def test_too_large_in_all(monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 10)
    with pytest.raises(UnreadableError, match="like a zip bomb"):
        open_office_file(zipped(a_xml="<a/>....", b_xml="<b/>...."), "a.odt")


def test_old_and_encrypted_office_files():
    with pytest.raises(UnreadableError, match=r"^a\.docx is encrypted or of an old Office format: "):
        open_office_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.docx")


def test_an_encrypted_zip():
    data = bytearray(zipped(content_xml="<a/>"))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableError, match=r"^a\.odt is encrypted: "):
        open_office_file(bytes(data), "a.odt")


def test_a_damaged_part():
    data = zipped(content_xml="<a>some text that is long enough to be packed</a>")
    damaged = data.replace(data[45:55], b"\xff" * 10, 1)
    with pytest.raises(UnreadableError, match=r"^a\.odt is damaged"):
        open_office_file(damaged, "a.odt")
