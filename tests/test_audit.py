"""The audit, on an invented chapter always and on the real one where it is named."""

import os
from pathlib import Path

import pytest

from zjpoverty import audit

TEXT = """Invented report

    【Roads】In 2010 we built 3 roads and 1.5 million yuan went to six villages. “Two failed.” A third is planned!

    【Money for “one plan”】 The county paid 62.500 yuan (20%), no more than twice the sum of 2009.

Meanwhile 7 people came from May 2 to 4.
联系电话 010-12345678
"""


def row(id, section, sentence, as_printed, start=None, end=None):
    """One claim, as a row of facts or events would make it."""
    keys = ("id", "section", "sentence", "as_printed", "period_start", "period_end")
    return dict(zip(keys, (id, section, sentence, as_printed, start, end), strict=True))


CLAIMS = [
    row("roads.built", 1, 1, "3", "2010", "2010"),
    row("roads.money", 1, 1, "1.5 million"),
    row("roads.villages", 1, 1, "six"),
    row("roads.failed", 1, 2, "Two"),
    row("roads.planned", 1, 3, "third"),
    row("money.title", 2, 0, "one"),
    row("money.paid", 2, 1, "62.500"),
    row("money.share", 2, 1, "20%"),
    row("money.limit", 2, 1, "twice", "2009", "2009"),
    row("money.people", 2, 2, "7"),
    row("money.visit", 2, 2, "May 2 to 4"),
]
PRINTS = {place: audit.fingerprint(sentence) for place, sentence in audit.sentences(TEXT).items()}


def test_sentences_end_at_a_stop_with_its_quote_and_run_over_paragraphs():
    assert audit.sentences(TEXT) == {
        (1, 0): "Roads",
        (1, 1): "In 2010 we built 3 roads and 1.5 million yuan went to six villages.",
        (1, 2): "“Two failed.”",
        (1, 3): "A third is planned!",
        (2, 0): "Money for “one plan”",
        (2, 1): "The county paid 62.500 yuan (20%), no more than twice the sum of 2009.",
        (2, 2): "Meanwhile 7 people came from May 2 to 4.",
    }


def test_tokens_are_numerals_and_number_words_but_not_parts_of_words():
    found = [
        token.group()
        for token in audit.tokens("Phase II cost 3.51 billion, at 1:3; someone in seventeen homes, none often. ii")
    ]
    assert found == ["II", "3.51", "1:3", "seventeen"]


def test_a_complete_set_of_rows_has_nothing_to_report():
    report = audit.compare(TEXT, CLAIMS, PRINTS)
    assert (report.code, report.uncovered, report.unfounded, report.changed) == (0, [], [], [])
    assert report.counts == {1: (6, 5), 2: (8, 6)}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["id"])
def test_each_row_is_needed(claim):
    report = audit.compare(TEXT, [other for other in CLAIMS if other is not claim], PRINTS)
    assert report.code == 1 and report.uncovered


def test_two_rows_cannot_share_one_occurrence():
    report = audit.compare(TEXT, [*CLAIMS, row("roads.again", 1, 1, "six")], PRINTS)
    assert report.unfounded == ["section 1, sentence 1: roads.again says 'six'"]


def test_a_row_does_not_match_inside_a_longer_figure():
    assert audit.compare(TEXT, [row("x", 2, 1, "62")]).unfounded == ["section 2, sentence 1: x says '62'"]


def test_a_changed_number_is_named_from_both_sides():
    report = audit.compare(TEXT.replace("62.500", "63.500"), CLAIMS, PRINTS)
    assert report.changed == [
        "section 2, sentence 1: changed, reads now: "
        "'The county paid 63.500 yuan (20%), no more than twice the sum of 2009.'"
    ]
    assert report.uncovered == [
        "section 2, sentence 1: '63.500' (The county paid 63.500 yuan (20%), no more than twic)"
    ]
    assert report.unfounded == ["section 2, sentence 1: money.paid says '62.500'"]


def test_a_removed_sentence_is_named_and_so_are_its_rows():
    report = audit.compare(TEXT.replace("“Two failed.” ", ""), CLAIMS, PRINTS)
    assert report.changed == ["section 1, sentence 2: missing"]
    assert "section 1, sentence 2: roads.failed says 'Two'" in report.unfounded


def test_an_added_sentence_is_named():
    report = audit.compare(TEXT.replace("planned!", "planned! Nothing else."), CLAIMS, PRINTS)
    assert report.changed == ["section 1, sentence 4: added: 'Nothing else.'"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode("utf-8-sig"), "UTF-8 with a byte order mark in place of UTF-8; it was read as such"),
        (TEXT.encode("utf-16"), "UTF-16 in place of UTF-8; it was read as such"),
        (TEXT.encode("gb18030"), "GB 18030 in place of UTF-8; it was read as such"),
        (
            TEXT.encode().decode("latin-1").encode(),
            "UTF-8 that was once read as latin-1 and saved again; it was read back",
        ),
    ],
    ids=["utf-8", "bom", "utf-16", "gb18030", "spoilt"],
)
def test_another_encoding_is_told_and_read(raw, said):
    text, words = audit.decode(raw)
    assert (audit.sentences(text), words) == (audit.sentences(TEXT), said)


def test_a_report_with_an_encoding_differs():
    report = audit.compare(TEXT, CLAIMS, PRINTS)
    report.encoding = "UTF-16"
    assert report.code == 1 and str(report).startswith("Encoding: UTF-16\n")


def test_a_file_that_is_not_the_chapter(tmp_path):
    file = tmp_path / "other.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert audit.audit_file(file) == (2, f"{file} is not the chapter: 0% of its headings and sentences are in it.")


def test_a_file_that_is_not_there(tmp_path):
    file = tmp_path / "none.txt"
    code, words = audit.audit_file(file)
    assert (code, words) == (2, f"{file} cannot be read: No such file or directory. Give the text file of the chapter.")


@pytest.fixture
def chapter() -> str:
    """Text of the real chapter, which is copyrighted and not part of the project."""
    if not (named := os.environ.get("ZJPOVERTY_CHAPTER")):
        pytest.skip("The real chapter is audited where the variable ZJPOVERTY_CHAPTER names a copy of it.")
    return Path(named).read_text(encoding="utf-8")


def audited(tmp_path, content: str, encoding: str = "utf-8") -> tuple[int, str]:
    """Audit a copy of the chapter."""
    (tmp_path / "copy.txt").write_text(content, encoding=encoding)
    return audit.audit_file(tmp_path / "copy.txt")


def test_the_real_chapter_is_covered(chapter, tmp_path):
    code, words = audited(tmp_path, chapter)
    assert code == 0, words
    assert "Figures that no row covers: none\nRows whose figure is not at its address: none\n" in words


def test_the_real_chapter_with_one_number_changed(chapter, tmp_path):
    code, words = audited(tmp_path, chapter.replace("3.51 billion", "3.15 billion"))
    assert code == 1 and "section 8, sentence 6: relocation.construction_funds says '3.51 billion'" in words


def test_the_real_chapter_with_a_sentence_removed(chapter, tmp_path):
    sentence = audit.sentences(chapter)[6, 1]
    code, words = audited(tmp_path, chapter.replace(sentence, ""))
    assert code == 1 and "Where the copy differs from the chapter: 1\n  section 6, sentence 1: missing\n" in words


def test_the_real_chapter_in_another_encoding(chapter, tmp_path):
    code, words = audited(tmp_path, chapter, "gb18030")
    assert code == 1 and words.startswith("Encoding: GB 18030 in place of UTF-8")
    assert "Where the copy differs from the chapter: none" in words
