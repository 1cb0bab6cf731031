import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.folder import check_name
from index.new_name import MAX_BYTES, fit_name, free_name

AWKWARD = st.text(st.sampled_from("aB.ğ文😀 /\\:*?\"<>|\n\t\0\u202e\u200b\u0301\ud800'~-_()0") | st.characters())


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("Report 2026-01-05.pdf", "Report 2026-01-05.pdf"),
        ("Доклад о зерне.docx", "Доклад о зерне.docx"),
        ("archive.tar.gz", "archive.tar.gz"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\win.txt", "win.txt"),
        ("/etc/shadow.txt", "shadow.txt"),
        ("C:\\briefings\\gas.pdf", "gas.pdf"),
        ("folder/", "folder"),
        ("..", "document"),
        ("", "document"),
        ("...pdf", "document.pdf"),
        (".pdf", "document.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ("gas.pdf. .", "gas.pdf"),
        ("gas .pdf", "gas.pdf"),
        ("  two\nlines\tof  it .txt", "two lines of it.txt"),
        ("a:b*c?.txt", "a_b_c_.txt"),
        ("evil\u202efdp.exe.txt", "evilfdp.exe.txt"),
        ("nul\0l.txt", "null.txt"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("CONTENT.txt", "CONTENT.txt"),
        ("Canaries.txt", "_Canaries.txt"),
        ("cafe\u0301.txt", "café.txt"),
    ],
)
def test_names(name, fit):
    assert fit_name(name) == fit


def test_a_long_name_keeps_its_ending():
    assert fit_name("ğ" * 300 + ".pdf") == "ğ" * 98 + ".pdf"
    assert fit_name("a" * 150 + " " * 60 + "b" * 60 + ".pdf") == "a" * 150 + " " + "b" * 45 + ".pdf"
    assert fit_name("a." + "b" * 300) == "a." + "b" * 198


@given(AWKWARD)
@example("a" * 195 + " .b" + ".txt")
@example("COM¹")
def test_every_name_is_made_fit_and_stays_so(name):
    fit = fit_name(name)
    check_name(fit)
    assert fit
    assert 0 < len(fit.encode()) <= MAX_BYTES
    assert not set(fit) & set('/\\<>:"|?*\0\n')
    assert fit == fit.strip(". ")
    assert fit_name(fit) == fit


@given(AWKWARD, st.sampled_from([".pdf", ".txt", ".docx", ".markdown", ".PDF"]))
def test_the_ending_stays(name, suffix):
    assert fit_name(name + suffix).endswith(suffix)


def test_a_free_name():
    assert free_name("a.pdf", []) == "a.pdf"
    assert free_name("a.pdf", ["b.pdf"]) == "a.pdf"
    assert free_name("a.pdf", ["a.pdf"]) == "a (2).pdf"
    assert free_name("a.pdf", ["A.PDF", "a (2).pdf"]) == "a (3).pdf"
    assert free_name("a", ["a"]) == "a (2)"
