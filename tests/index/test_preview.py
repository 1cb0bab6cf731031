import datetime

import pytest

from index import Briefing, BriefingError, Details, UnreadableError
from index.datatypes import NO_DATE

TURKEY = (
    "Turkey wants to hand its air defence batteries back to Russia. "
    "The batteries were bought in 2019 for two billion dollars. "
    "The United States had answered with sanctions. "
    "Ankara says that the batteries were never switched on. "
    "A decision on the batteries is expected before the summit in July."
)
NEWER = TURKEY.replace("in July", "in August")
GRAIN = "The grain corridor moved four million tonnes in May. Its renewal is not certain at all."


@pytest.fixture
def preview(index, tmp_path):
    """Preview a text that lies outside the folder."""

    def preview(text, name="new.txt", details=None, **options):
        path = tmp_path / "uploaded"
        path.write_text(text)
        return index.preview(path, name, **options) if details is None else index.preview(path, name, details)

    return preview


@pytest.fixture
def publish_files(index, folder):
    def publish_files(**texts):
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text)
        index.sync()

    return publish_files


def test_what_is_told_of_a_document(preview, index):
    found = preview("# Air defence\n\n" + TURKEY, "Turkey 2026-07-01.md")
    assert (found.name, found.title, found.date) == ("Turkey 2026-07-01.md", "Air defence", datetime.date(2026, 7, 1))
    assert (found.language, found.tags, found.pages, found.empty_pages) == ("en", (), 0, ())
    assert (found.words, found.sentences) == (51, 5)
    assert (found.twin, found.alike, found.replaces) == (None, (), None)
    assert index.briefings() == []


def test_nothing_is_published_and_nothing_written(preview, index, folder):
    generation = index.generation
    preview(TURKEY)
    assert (index.generation, list(folder.iterdir())) == (generation, [])


def test_without_a_name_it_is_that_of_the_file(index, tmp_path):
    (tmp_path / "Gas.txt").write_text(GRAIN)
    found = index.preview(tmp_path / "Gas.txt")
    assert (found.name, found.title) == ("Gas.txt", "Gas")


def test_samples_are_sentences_of_the_text_word_for_word_and_in_its_order(preview):
    assert preview(TURKEY).samples == (
        "Turkey wants to hand its air defence batteries back to Russia.",
        "The batteries were bought in 2019 for two billion dollars.",
        "The United States had answered with sanctions.",
    )


@pytest.mark.parametrize(("text", "samples"), [("Yes.", ("Yes.",)), ("Yes. No!", ("Yes.", "No!"))])
def test_samples_of_a_short_text(preview, text, samples):
    assert preview(text).samples == samples


def test_samples_pass_over_scraps(preview):
    assert "Hm." not in preview("Hm. " * 5 + TURKEY).samples


def test_what_a_person_has_set_counts(preview):
    details = Details(title="Batteries", date=datetime.date(2026, 2, 3), tags=("air", "east"))
    found = preview(TURKEY, "a 2025-01-01.txt", details)
    assert (found.title, found.date, found.tags) == ("Batteries", datetime.date(2026, 2, 3), ("air", "east"))
    assert preview(TURKEY, "a 2025-01-01.txt", Details(date=NO_DATE)).date is None


def test_pages(index, tmp_path, make_pdf_file):
    found = index.preview(make_pdf_file(TURKEY, "", GRAIN))
    assert (found.pages, found.empty_pages) == (3, (2,))


@pytest.fixture
def make_pdf_file(tmp_path):
    from reportlab.pdfgen.canvas import Canvas

    def make_pdf_file(*pages):
        canvas = Canvas(str(tmp_path / "pages.pdf"))
        for page in pages:
            canvas.setFont("Helvetica", 8)
            for number, sentence in enumerate(page.split(". ")):
                canvas.drawString(72, 700 - 14 * number, sentence)
            canvas.showPage()
        canvas.save()
        return tmp_path / "pages.pdf"

    return make_pdf_file


@pytest.mark.parametrize(("text", "words"), [("Don’t go to the S-400 site at 5.30.", 8), ("管道已经关闭。", 6)])
def test_words(preview, text, words):
    assert preview(text).words == words


def test_a_twin(preview, publish_files):
    publish_files(turkey=TURKEY)
    found = preview(TURKEY, "other.txt")
    assert isinstance(found.twin, Briefing)
    assert (found.twin.name, found.alike, found.replaces) == ("turkey.txt", (), None)


def test_a_withdrawn_text_is_no_twin(preview, publish_files, index):
    publish_files(turkey=TURKEY, grain=GRAIN)
    index.remove(["turkey.txt"])
    found = preview(TURKEY, "turkey.txt")
    assert (found.name, found.twin, found.alike, found.replaces) == ("turkey.txt", None, (), None)


def test_a_newer_edition_of_another_name(preview, publish_files):
    publish_files(turkey=TURKEY, grain=GRAIN)
    found = preview(NEWER, "batteries.txt")
    assert (found.name, found.replaces.name, found.twin) == ("batteries.txt", "turkey.txt", None)
    assert [like.briefing.name for like in found.alike] == ["turkey.txt"]
    assert 0.9 < found.alike[0].share < 1


def test_the_same_name_comes_before_what_is_alike(preview, publish_files):
    publish_files(turkey=TURKEY, grain=GRAIN)
    found = preview(NEWER, "grain.txt")
    assert (found.name, found.replaces.name) == ("grain (2).txt", "grain.txt")


def test_the_same_file_name_in_another_folder(preview, index, folder):
    (folder / "2025").mkdir()
    (folder / "2025" / "grain.txt").write_text(GRAIN)
    index.sync()
    found = preview(TURKEY, "Grain.txt")
    assert (found.name, found.replaces.name) == ("Grain.txt", "2025/grain.txt")


def test_the_same_title_when_nothing_else_fits(preview, publish_files):
    publish_files(grain=GRAIN)
    assert preview(f"# grain\n\n{TURKEY}", "a.md").replaces.name == "grain.txt"
    assert preview(f"# Oil\n\n{TURKEY}", "a.md").replaces is None
    assert preview(f"# Oil\n\n{TURKEY}", "a.md", Details(title="Grain")).replaces.name == "grain.txt"


def test_a_file_that_is_not_published_has_its_name(preview, folder):
    (folder / "grain.txt").write_text(GRAIN)
    assert preview(TURKEY, "grain.txt").name == "grain (2).txt"
    assert preview(TURKEY, "GRAIN.txt").name == "GRAIN (2).txt"
    assert preview(GRAIN, "grain.txt").name == "grain.txt"  # it is this very file


@pytest.mark.parametrize(
    ("name", "fit"),
    [("../../passwd.txt", "passwd.txt"), ("a\n\u202eb.txt", "a b.txt"), ("x" * 300 + ".txt", "x" * 196 + ".txt")],
)
def test_a_name_is_made_fit(preview, name, fit):
    assert preview(TURKEY, name).name == fit


def test_the_folder_of_briefings_may_be_missing(preview, folder):
    folder.rmdir()
    assert preview(TURKEY, "a.txt").name == "a.txt"


def test_what_cannot_be_read_is_told(preview, index, tmp_path):
    with pytest.raises(UnreadableError, match=r"^a\.xls is of a format that cannot be read"):
        preview(TURKEY, "a.xls")
    with pytest.raises(BriefingError, match="There is no file"):
        index.preview(tmp_path / "missing.txt")


def test_progress_is_told_and_may_give_up(preview):
    told = []
    preview(TURKEY, progress=lambda *step: told.append(step))
    assert (told[0], told[-1]) == (("reading", 0, 1), ("reading", 1, 1))

    def give_up(stage, done, total):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        preview(TURKEY, progress=give_up)
