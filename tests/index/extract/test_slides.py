import datetime
import io

import pytest
from pptx import Presentation
from pptx.util import Pt

from index.errors import UnreadableError


@pytest.fixture
def slides():
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Turkey and\vthe F-35"
    slide.placeholders[1].text = "Signed in 2017.\nDelivered in 2019."
    presentation.slides.add_slide(presentation.slide_layouts[6])
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    table = slide.shapes.add_table(2, 2, 0, 0, Pt(90), Pt(90)).table
    for cell, text in zip(table.iter_cells(), ["Year", "Event", "2017", "Signed"], strict=True):
        cell.text = text
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, 0, Pt(90), Pt(90)).text_frame.text = "Inside a group."
    slide.notes_slide.notes_text_frame.text = "The speaker says more."
    content = io.BytesIO()
    presentation.core_properties.created = datetime.datetime(2025, 10, 12, tzinfo=datetime.UTC)
    presentation.save(content)
    return content.getvalue()


def test_slides_are_pages(read, blocks_of_extract, slides):
    found = read("a.pptx", slides)
    assert blocks_of_extract(found) == [
        ("heading 1", "Turkey and the F-35"),
        ("item", "Signed in 2017."),
        ("item", "Delivered in 2019."),
        ("header", "Year | Event"),
        ("row", "2017 | Signed"),
        ("paragraph", "Inside a group."),
        ("paragraph", "The speaker says more."),
    ]
    assert [page.number for page in found.pages] == [1, 3]
    assert found.text[found.pages[1].span.start :].startswith("Year | Event")
    assert found.empty_pages == (2,)
    assert found.title == "Turkey and the F-35"
    assert found.date == datetime.date(2025, 10, 12)


def test_slides_without_text(read):
    content = io.BytesIO()
    presentation = Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[6])
    presentation.save(content)
    with pytest.raises(UnreadableError, match=r"^a\.pptx holds no text"):
        read("a.pptx", content.getvalue())
