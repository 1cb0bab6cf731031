import os
import random
import re
import time

import pytest

from index.errors import UnreadableError
from index.extract import SUFFIXES, extract

FORMATS = {".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx", ".pptx", ".odt", ".rtf", ".eml"}
ONE_SENTENCE = re.compile(r"[^\n]*: [^\n]*\.")


def refusal(path, **options):
    with pytest.raises(UnreadableError) as caught:
        extract(path, **options)
    message = str(caught.value)
    assert ONE_SENTENCE.fullmatch(message)
    return message


def test_all_formats():
    assert FORMATS == SUFFIXES


def test_the_ending_may_be_in_capitals(read):
    assert read("A.TXT", "Text.").text == "Text."


def test_unknown_format(tmp_path):
    path = tmp_path / "a.xyz"
    path.write_text("text")
    assert refusal(path).startswith("a.xyz is of a format that cannot be read: convert it to one of .docx, .eml, ")


@pytest.mark.parametrize("suffix", sorted(FORMATS))
@pytest.mark.parametrize("content", [b"", b" \n\t ", b"\n"])
def test_empty(tmp_path, suffix, content):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    assert refusal(path) == f"a{suffix} is empty: check that it was saved and copied whole."


def test_a_text_of_other_spaces_holds_no_text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("\u00a0\u2003 \u3000", encoding="utf-8")
    assert refusal(path) == "a.txt holds no text: check that it is the right file."


def test_folder(tmp_path):
    path = tmp_path / "a.txt"
    path.mkdir()
    assert refusal(path) == "a.txt is a folder: give the files in it."


def test_missing(tmp_path):
    assert refusal(tmp_path / "a.txt") == "a.txt does not exist: check the path."


def test_name_too_long_for_the_disk(tmp_path):
    assert refusal(tmp_path / ("n" * 300 + ".txt")).startswith("n" * 60 + "..." + "n" * 11 + ".txt cannot be read (")


def test_nul_in_the_path(tmp_path):
    assert refusal(tmp_path / "a\0b.txt").startswith("ab.txt cannot be read (")


def test_a_pipe_would_never_end(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    assert refusal(tmp_path / "a.txt") == "a.txt is no regular file: copy its content into one."


def test_no_permission(open_folder, without_rights):
    path = open_folder / "a.txt"
    path.write_text("Text.")
    path.chmod(0)
    with without_rights():
        assert refusal(path) == "a.txt may not be read by this user: change its permissions."


def test_an_odd_name_is_shown_in_one_line(tmp_path):
    path = tmp_path / "a\nb\u202e.txt"
    path.write_bytes(b" ")
    assert refusal(path) == "a b.txt is empty: check that it was saved and copied whole."


def test_a_large_file_is_refused_by_its_size(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    started = time.perf_counter()
    assert refusal(path) == "a.txt has 200 MiB, more than the 64 MiB that are read: split it."
    assert time.perf_counter() - started < 0.2


def test_too_much_text(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"words and " * 2_000_001)
    assert refusal(path).startswith("a.txt holds more than 20 million characters: ")


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".eml", ".rtf"])
def test_one_line_of_100000_characters(read, suffix):
    line = ("Turkey bought the S-400 system from Russia in 2017. " * 2000)[:100_000].strip()
    content = {".eml": f"From: a@example.org\n\n{line}", ".rtf": f"{{\\rtf1 {line}}}"}.get(suffix, line)
    read(f"warm{suffix}", content[:200] + "}" * (suffix == ".rtf"))
    started = time.perf_counter()
    assert read(f"a{suffix}", content).text == line
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_damaged_files_give_text_or_the_one_error(tmp_path, suffix):
    chance = random.Random(suffix)
    starts = {".rtf": b"{\\rtf1 ", ".eml": b"From: a\n", ".pdf": b"%PDF-1.4 ", ".md": b"---\n"}
    for number in range(10):
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(starts.get(suffix, b"") + chance.randbytes(chance.randrange(1, 2000)))
        try:
            extract(path, ocr=False)
        except UnreadableError as error:
            assert ONE_SENTENCE.fullmatch(str(error))  # noqa: PT017


def test_truncated_and_flipped_office_files(tmp_path, make_pdf, column):
    import io

    import docx
    import odfdo
    import pptx

    chance = random.Random(7)
    sources = {".docx": docx.Document(), ".pptx": pptx.Presentation(), ".odt": odfdo.Document("text")}
    contents = {".pdf": make_pdf(column("Some text.\nAnd more of it."))}
    for suffix, source in sources.items():
        buffer = io.BytesIO()
        source.save(buffer)
        contents[suffix] = buffer.getvalue()
    for suffix, content in contents.items():
        for number in range(12):
            damaged = bytearray(content[: chance.randrange(len(content))] if number % 3 == 0 else content)
            for _ in range(chance.choice([1, 10, 100])):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            path = tmp_path / f"{number}{suffix}"
            path.write_bytes(damaged)
            try:
                extract(path, ocr=False)
            except UnreadableError as error:
                assert ONE_SENTENCE.fullmatch(str(error))  # noqa: PT017
