"""Files that were made to do harm: none may take long, need much memory, fetch anything or show what is not its own."""

import io
import os
import socket
import zipfile
import zlib

import docx
import pptx
import pytest
from odfdo import Document as OpenDocument
from odfdo import Paragraph
from pptx.util import Inches

from index import UnreadableError
from index.aside import read_aside

TEXT = "The pipeline was shut on Monday, said the ministry."
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>',
    "external": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % l9 SYSTEM "http://127.0.0.1:9/x.dtd"> %l9;]>',
}
NO_ENTITY = r" defines XML entities, as no document needs: save it again with an office program\.$"
ZIP_BOMB = r"^a\.\w+ would unpack to \d+ MiB, like a zip bomb: "


def word_file(text=TEXT):
    document, content = docx.Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(content)
    return content.getvalue()


def slides_file(text=TEXT):
    slides, content = pptx.Presentation(), io.BytesIO()
    slide = slides.slides.add_slide(slides.slide_layouts[6])
    slide.shapes.add_textbox(Inches(1), Inches(1), Inches(5), Inches(1)).text_frame.text = text
    slides.save(content)
    return content.getvalue()


def open_document(text=TEXT):
    document, content = OpenDocument("text"), io.BytesIO()
    document.body.clear()
    document.body.append(Paragraph(text))
    document.save(content)
    return content.getvalue()


OFFICE = {
    "a.docx": (word_file, "word/document.xml"),
    "a.pptx": (slides_file, "ppt/slides/slide1.xml"),
    "a.odt": (open_document, "content.xml"),
}


def changed(data, change=lambda name, content: content, more=()):
    """The archive with each part as `change` gives it, and more parts."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, change(name, source.read(name)))
        for name, content in more:
            archive.writestr(name, content)
    return target.getvalue()


def with_entity(content, declaration):
    """An XML part with a document type, and the entity in the place of the text."""
    start = content.index(b"?>") + 2 if content.startswith(b"<?xml") else 0
    body = content[start:].replace(TEXT.encode(), b"&l9;" if "parameter" not in declaration else b"x")
    return content[:start] + declaration.encode() + body


@pytest.fixture
def listener():
    """A server that nobody may call: `is_called()`, `url`."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)

        def is_called():
            try:
                server.accept()[0].close()
            except BlockingIOError:
                return False
            return True

        server_url = f"http://127.0.0.1:{server.getsockname()[1]}/secret"
        yield type("Listener", (), {"url": server_url, "is_called": staticmethod(is_called)})


# zip bombs


@pytest.mark.parametrize("name", OFFICE)
def test_a_part_that_unpacks_a_thousandfold(read, name):
    make, part = OFFICE[name]
    bomb = changed(make(), lambda member, content: content + b" " * 2**22 if member == part else content)
    with pytest.raises(UnreadableError, match=ZIP_BOMB):
        read(name, bomb)


@pytest.mark.parametrize("name", OFFICE)
def test_parts_that_lie_over_each_other(read, name):
    """As the bombs of David Fifield: thousands of entries of the directory, one packed part."""
    make, _ = OFFICE[name]
    large = os.urandom(2**16) * 100  # packs no better than 200 to 1
    data = bytearray(changed(make(), more=[("large.bin", large)]))
    end = data.rindex(b"PK\5\6")
    first = data.index(b"PK\1\2")
    entry = data.index(b"large.bin", first) - 46
    entries = [bytes(data[entry : entry + 46]) + b"large%03d" % number + b"!" for number in range(200)]
    entries = [entry[:28] + (9).to_bytes(2, "little") + entry[30:] for entry in entries]
    size = end - first + sum(map(len, entries))
    count = int.from_bytes(data[end + 10 : end + 12], "little") + len(entries)
    ending = data[end : end + 8] + count.to_bytes(2, "little") * 2 + size.to_bytes(4, "little") + data[end + 16 :]
    bomb = bytes(data[:end]) + b"".join(entries) + bytes(ending)
    assert len(zipfile.ZipFile(io.BytesIO(bomb)).infolist()) == count
    with pytest.raises(UnreadableError, match=ZIP_BOMB):
        read(name, bomb)


@pytest.mark.parametrize("name", OFFICE)
def test_a_bomb_inside_an_embedded_file_is_never_unpacked(read, name):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", b" " * 2**24)
    make, _ = OFFICE[name]
    document = changed(make(), more=[("embedded/object.zip", bomb.getvalue()), (f"embedded/{name}", bomb.getvalue())])
    assert read(name, document).text == TEXT


def test_a_part_that_is_larger_than_it_says(read):
    data = bytearray(word_file())
    part = data.rindex(b"word/document.xml")
    data[part - 22 : part - 18] = (100).to_bytes(4, "little")  # the unpacked size in the directory
    with pytest.raises(UnreadableError, match=r"^a\.docx is damaged"):
        read("a.docx", bytes(data))


# XML


@pytest.mark.parametrize("declaration", ENTITIES.values(), ids=ENTITIES)
@pytest.mark.parametrize("name", OFFICE)
def test_entities_in_the_text_of_an_office_file(read, name, declaration):
    make, part = OFFICE[name]
    hostile = changed(make(), lambda member, content: with_entity(content, declaration) if member == part else content)
    with pytest.raises(UnreadableError, match=rf"^{name}{NO_ENTITY}"):
        read(name, hostile)


def test_entities_in_a_part_with_another_ending(read):
    """The relations between the parts say which one is the document, not its ending."""
    document = word_file().replace(b"word/document.xml", b"word/document.bin")

    def change(member, content):
        content = content.replace(b"word/document.xml", b"word/document.bin")
        return with_entity(content, ENTITIES["billion laughs"]) if member == "word/document.bin" else content

    with pytest.raises(UnreadableError, match=rf"^a\.docx{NO_ENTITY}"):
        read("a.docx", changed(document, change))


@pytest.mark.parametrize("name", OFFICE)
def test_a_document_type_from_elsewhere_is_not_fetched(read, name, listener):
    make, part = OFFICE[name]
    declaration = f'<!DOCTYPE x SYSTEM "{listener.url}">'.encode()

    def change(member, content):
        return content.replace(b"?>", b"?>" + declaration, 1) if member == part else content

    assert read(name, changed(make(), change)).text == TEXT
    assert not listener.is_called()


def test_html_knows_no_entities_of_its_own(read):
    page = f'<!DOCTYPE html [<!ENTITY l0 "lol">{LAUGHS}]><html><body><p>{TEXT} &l9;</p></body></html>'
    assert len(read("a.html", page).text) < 2_000


def test_aliases_in_front_matter_stay_small(read):
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 10))
    found = read("a.md", f"---\nl0: &l0 [lol]\n{levels}tags: *l9\ntitle: *l9\n---\n{TEXT}")
    assert (found.text, found.tags) == (TEXT, ())


# links, macros and scripts


def test_a_word_file_fetches_neither_template_nor_pictures(read, listener):
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="x{kind}" Type="{relations}/{kind}" Target="{listener.url}" TargetMode="External"/>'
        for kind in ("image", "attachedTemplate", "hyperlink", "oleObject", "frame", "aFChunk")
    )
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
        f'<a:blip xmlns:r="{relations}" r:link="ximage"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )

    def change(member, content):
        if member.startswith("word/_rels/"):
            return content.replace(b"</Relationships>", links.encode() + b"</Relationships>")
        return (
            content.replace(b"<w:body>", b"<w:body>" + drawing.encode()) if member == "word/document.xml" else content
        )

    hostile = changed(word_file(), change, [("word/vbaProject.bin", b"Sub AutoOpen(): Shell: End Sub")])
    assert read("a.docx", hostile).text == TEXT
    assert not listener.is_called()


def test_slides_fetch_no_pictures(read, listener):
    link = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        f'Target="{listener.url}" TargetMode="External"/></Relationships>'
    )

    def change(member, content):
        return content.replace(b"</Relationships>", link.encode()) if "slides/_rels" in member else content

    assert read("a.pptx", changed(slides_file(), change)).text == TEXT
    assert not listener.is_called()


def test_scripts_of_a_page_are_not_text_and_nothing_is_fetched(read, listener):
    url = listener.url
    page = f"""<html><head><script src="{url}"></script><link rel="stylesheet" href="{url}"><base href="{url}">
    <meta http-equiv="refresh" content="0; url={url}"><style>@import "{url}"; p {{ content: "styled" }}</style></head>
    <body onload="alert('loaded')"><script>document.write("written")</script><noscript>no script</noscript>
    <p onclick="alert('clicked')">{TEXT}</p><a href="javascript:alert('linked')">More on it.</a>
    <img src="{url}" onerror="alert('failed')"><iframe src="{url}" srcdoc="<p>framed</p>"></iframe>
    <object data="{url}"></object><embed src="{url}"><template><p>templated</p></template>
    <svg><script>alert("drawn")</script><image href="{url}"/><text>svg</text></svg>
    <form action="{url}"><textarea>typed</textarea></form><!-- <p>commented</p> --></body></html>"""
    assert read("a.html", page).text == f"{TEXT}\n\nMore on it."
    assert not listener.is_called()


@pytest.mark.parametrize("name", ["a.md", "a.eml"])
def test_scripts_in_markdown_and_mail_are_not_text(read, name, listener):
    body = f'<script src="{listener.url}">alert("run")</script>\n\n<p>{TEXT}</p>\n<img src="{listener.url}">\n'
    head = "Subject: Pipelines\nContent-Type: text/html\n\n" if name == "a.eml" else ""
    found = read(name, head + body)
    assert found.text.removeprefix("Pipelines\n\n") == TEXT
    assert not listener.is_called()


# PDF


def pdf_of(*objects, root=1):
    """A PDF of these objects, numbered from 1."""
    content, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer <</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return bytes(content)


def stream(data, *filters):
    names = b" ".join(b"/" + name for name in filters)
    return b"<</Length %d /Filter [%b]>>\nstream\n%b\nendstream" % (len(data), names, data)


FONT = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"
CATALOG = b"<</Type /Catalog /Pages 2 0 R>>"
PAGES = b"<</Type /Pages /Kids [3 0 R] /Count 1>>"
PAGE = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</Font <</F 5 0 R>> %b>> >>"


@pytest.fixture
def read_pdf_aside(tmp_path, settings):
    """Read within narrow limits: seconds, MiB."""

    def read(data, seconds=2, megabytes=256):
        path = tmp_path / "a.pdf"
        path.write_bytes(data)
        limits = {"read_seconds": seconds, "read_megabytes": megabytes}
        return read_aside("a.pdf", path, str(hash(data)), settings.model_copy(update=limits)).extract

    return read


def test_a_page_tree_without_end(read_pdf_aside):
    loop = b"<</Type /Pages /Kids [2 0 R 2 0 R] /Count 1000 /Parent 2 0 R>>"
    with pytest.raises(UnreadableError, match=r"^a\.pdf is damaged"):
        read_pdf_aside(pdf_of(CATALOG, loop))


def test_a_form_that_draws_itself_twice(read_pdf_aside):
    """PDFium would fill any memory with it."""
    form = b"<</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X 6 0 R>> >> /Length 12>>\n"
    form += b"stream\n/X Do /X Do \nendstream"
    content = stream(zlib.compress(b"BT /F 12 Tf 50 700 Td (%b) Tj ET /X Do" % TEXT.encode()), b"FlateDecode")
    page = PAGE % b"/XObject <</X 6 0 R>>"
    with pytest.raises(UnreadableError, match=r"^a\.pdf (?:crashes the program|could not be read within 5 seconds)"):
        read_pdf_aside(pdf_of(CATALOG, PAGES, page, content, FONT, form), seconds=5)


def test_a_page_that_takes_minutes(read_pdf_aside):
    letters = b"BT /F 1 Tf 1 0 0 1 9 9 Tm " + b"(The quick brown fox jumps over the lazy dog. ) Tj " * 200_000 + b"ET"
    content = stream(zlib.compress(letters), b"FlateDecode")
    with pytest.raises(UnreadableError, match=r"^a\.pdf could not be read within 1 seconds"):
        read_pdf_aside(pdf_of(CATALOG, PAGES, PAGE % b"", content, FONT), seconds=1, megabytes=4096)


def test_a_stream_that_unpacks_a_millionfold(read_pdf_aside):
    data = b"BT /F 12 Tf 50 700 Td (%b) Tj ET " % TEXT.encode() + b" " * 2**28
    bomb = stream(zlib.compress(zlib.compress(data, 1)), b"FlateDecode", b"FlateDecode")
    assert len(bomb) < 10_000
    with pytest.raises(UnreadableError, match=r"^a\.pdf (?:crashes the program|needs more than 256 MiB)"):
        read_pdf_aside(pdf_of(CATALOG, PAGES, PAGE % b"", bomb, FONT), seconds=20)


# the folder


@pytest.mark.parametrize("kind", ["file", "folder", "device", "parent"])
def test_a_link_out_of_the_folder_is_not_followed(index, settings, tmp_path, kind):
    folder = settings.briefings_dir
    (tmp_path / "secret.txt").write_text("The key of the safe is 1234, keep it.")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("The key of the safe is 5678, keep it.")
    targets = {
        "file": tmp_path / "secret.txt",
        "folder": tmp_path / "outside",
        "device": "/dev/zero",
        "parent": "../secret.txt",
    }
    (folder / "link.txt").symlink_to(targets[kind])
    (folder / "a.txt").write_text(TEXT)
    report = index.sync()
    assert report.added == ("a.txt",)
    assert [briefing.name for briefing in index.briefings()] == ["a.txt"]


def test_a_link_inside_the_folder_is_followed(index, settings):
    """As Kubernetes mounts a ConfigMap."""
    folder = settings.briefings_dir
    (folder / "..2026").mkdir()
    (folder / "..2026" / "a.txt").write_text(TEXT)
    (folder / "..data").symlink_to("..2026")
    (folder / "a.txt").symlink_to("..data/a.txt")
    assert index.sync().added == ("a.txt",)


def test_a_pipe_in_the_folder_keeps_nobody_waiting(index, settings):
    os.mkfifo(settings.briefings_dir / "pipe.txt")
    (settings.briefings_dir / "a.txt").write_text(TEXT)
    report = index.sync()
    assert (report.added, list(report.unreadable)) == (("a.txt",), ["pipe.txt"])
