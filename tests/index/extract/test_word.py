import datetime
import io
import zipfile

import docx
import pytest

from index.errors import UnreadableError

TRACKED = (
    '<w:p><w:r><w:t xml:space="preserve">Turkey was </w:t></w:r>'
    '<w:ins w:id="1" w:author="a"><w:r><w:t xml:space="preserve">not </w:t></w:r></w:ins>'
    '<w:del w:id="2" w:author="a"><w:r><w:delText>never </w:delText></w:r></w:del>'
    "<w:r><w:t>asked.</w:t></w:r></w:p>"
)


def saved(document):
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


@pytest.fixture
def document():
    document = docx.Document()
    document.core_properties.title = "Turkey, the S-400 and the F-35"
    document.add_heading("Turkey", 0)
    document.add_heading("Background", 1)
    paragraph = document.add_paragraph("Turkey was ")
    paragraph.add_run("barred").bold = True
    paragraph.add_run(" in 2017.")
    document.add_paragraph("First point", style="List Bullet")
    document.add_paragraph("Second point", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["Year", "Event", "2017", "Signed"], strict=True
    ):
        cell.text = text
    document.sections[0].header.paragraphs[0].text = "Running header"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    return document


def test_structure(read, blocks_of_extract, document):
    found = read("a.docx", saved(document))
    assert blocks_of_extract(found) == [
        ("heading 1", "Turkey"),
        ("heading 1", "Background"),
        ("paragraph", "Turkey was barred in 2017."),
        ("item", "First point"),
        ("item", "Second point"),
        ("row", "Year | Event"),
        ("row", "2017 | Signed"),
    ]
    assert found.title == "Turkey, the S-400 and the F-35"


def test_the_day_of_creation(read, document):
    assert read("a.docx", saved(document)).date is None  # python-docx writes that of its template
    document.core_properties.created = datetime.datetime(2025, 10, 12, tzinfo=datetime.UTC)
    assert read("a.docx", saved(document)).date == datetime.date(2025, 10, 12)


def test_tracked_changes_are_read_as_accepted(read):
    document = docx.Document()
    document.add_paragraph("MARK")
    source = zipfile.ZipFile(io.BytesIO(saved(document)))
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name).replace(b"<w:p><w:r><w:t>MARK</w:t></w:r></w:p>", TRACKED.encode())
            target.writestr(name, content)
    assert read("a.docx", changed.getvalue()).text == "Turkey was not asked."


def test_no_zip(read):
    with pytest.raises(UnreadableError, match=r"^a\.docx is damaged \(it is no zip archive inside\): "):
        read("a.docx", "this is no zip")


def test_a_zip_that_is_no_word_file(read):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "text")
    with pytest.raises(UnreadableError, match=r"^a\.docx is damaged and cannot be read: "):
        read("a.docx", content.getvalue())
