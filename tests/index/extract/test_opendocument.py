import datetime
import io

import odfdo
import pytest

from index.errors import UnreadableError


def saved(document):
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


@pytest.fixture
def document():
    document = odfdo.Document("text")
    document.body.clear()
    document.body.append(odfdo.Header(2, "Turkey & the F-35"))
    paragraph = odfdo.Paragraph("Ankara was\tbarred in <2017>.")
    document.body.append(paragraph)
    paragraph.insert_note(after="barred", note_id="n1", citation="1", body="A footnote.")
    paragraph.insert_annotation(after="Ankara", body="Reviewer comment", creator="X")
    document.body.append(odfdo.List(["First point", "Second point"]))
    table = odfdo.Table("T", width=2, height=2)
    table.set_values([["Year", "Event"], ["2017", "Signed"]])
    document.body.append(table)
    document.meta.title = "My title"
    document.meta.creation_date = datetime.datetime(2025, 10, 12)
    return document


def test_structure(read, blocks_of_extract, document):
    found = read("a.odt", saved(document))
    assert blocks_of_extract(found) == [
        ("heading 2", "Turkey & the F-35"),
        ("paragraph", "Ankara was barred in <2017>."),
        ("item", "First point"),
        ("item", "Second point"),
        ("row", "Year | Event"),
        ("row", "2017 | Signed"),
        ("paragraph", "A footnote."),
    ]
    assert found.title == "My title"
    assert found.date == datetime.date(2025, 10, 12)


def test_a_spreadsheet_is_no_text(read):
    with pytest.raises(UnreadableError, match=r"^a\.odt is no OpenDocument text: "):
        read("a.odt", saved(odfdo.Document("spreadsheet")))
