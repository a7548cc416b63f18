"""Hold the facts against a copy of the chapter: what no row covers, what a row claims in vain, what the copy changed.

The chapter is copyrighted and not shipped. What is shipped is a fingerprint of each sentence (table ``chapter``), so
that a copy can be compared word by word without its text.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from .datasets import rows

SAME, DIFFERS, NOT_THE_CHAPTER = 0, 1, 2

#: Number words that need a row: cardinals, ordinals, multiples, and a Roman numeral that counts.
NUMBER_WORDS = tuple(
    (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand "
        "thousands dozen dozens few single twice thrice double doubled triple tripled half multi first firstly second "
        "secondly third thirdly fourth fourthly fifth fifthly sixth seventh eighth ninth tenth II III IV"
    ).split()
)

_HEADING = re.compile(r"^\s*【(.+?)】\s*")
_SENTENCE_END = re.compile(r"[.!?][\"”’'\)\]]*(?=\s|$)")
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
# A million or a billion belongs to the numeral before it, so it is no word of its own.
_NUMBER = re.compile(r"\d[\d,.:]*\d%?|\d%?|(?<![A-Za-z])(?:" + "|".join(NUMBER_WORDS) + r")(?![A-Za-z])", re.IGNORECASE)
_ROMAN = {"ii", "iii", "iv"}
_YEAR = re.compile(r"(?:19|20)\d\d")

Place = tuple[int, int]


def sentences(text: str) -> dict[Place, str]:
    """Sentences of a chapter by (section, sentence); a heading is sentence 0.

    A section begins at a heading in 【】. A sentence ends at ``.``, ``!`` or ``?``, with any closing quote or bracket,
    before white space or the section's end. A line with Chinese characters is the publisher's contact line, left out.

    Examples
    --------
    >>> sentences("【Roads】 We built 3 roads. Two “failed.” They cost 1.5 million.")[1, 2]
    'Two “failed.”'
    """
    found: dict[Place, str] = {}
    section = 0
    bodies: dict[int, list[str]] = {}
    for line in text.splitlines():
        if _IDEOGRAPH.search(line):
            continue
        if heading := _HEADING.match(line):
            section += 1
            found[section, 0] = heading[1].strip()
            line = line[heading.end() :]
        if section and line.strip():
            bodies.setdefault(section, []).append(line)
    for number, lines in bodies.items():
        for count, sentence in enumerate(_split(" ".join(" ".join(lines).split())), start=1):
            found[number, count] = sentence
    return dict(sorted(found.items()))


def _split(body: str) -> Iterable[str]:
    start = 0
    for end in _SENTENCE_END.finditer(body):
        yield body[start : end.end()].strip()
        start = end.end()
    if body[start:].strip():
        yield body[start:].strip()


def tokens(sentence: str) -> list[re.Match]:
    """Numerals and number words of a sentence, in order.

    Examples
    --------
    >>> [token.group() for token in tokens("In 2010, six villages spent 1.5 million, 20% each.")]
    ['2010', 'six', '1.5', '20%']
    """
    return [
        token for token in _NUMBER.finditer(sentence) if token.group().lower() not in _ROMAN or token.group().isupper()
    ]


def fingerprint(sentence: str) -> str:
    """First 16 digits of the SHA-256 of a sentence, white space folded."""
    return hashlib.sha256(" ".join(sentence.split()).encode()).hexdigest()[:16]


@dataclass
class Report:
    """What an audit found. ``str()`` gives it for reading."""

    encoding: str = ""
    uncovered: list[str] = field(default_factory=list)
    unfounded: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    counts: dict[int, tuple[int, int]] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)

    @property
    def code(self) -> int:
        """0 if the copy is the chapter and every figure has its row, 1 otherwise."""
        return DIFFERS if self.encoding or self.uncovered or self.unfounded or self.changed else SAME

    def __str__(self) -> str:
        parts = [f"Encoding: {self.encoding}"] if self.encoding else []
        for title, lines in (
            ("Where the copy differs from the chapter", self.changed),
            ("Figures that no row covers", self.uncovered),
            ("Rows whose figure is not at its address", self.unfounded),
        ):
            parts.append(f"{title}: {len(lines) or 'none'}")
            parts += [f"  {line}" for line in lines]
        parts.append("Section: figures in the text, rows in the tables")
        parts += [
            f"  {number:2d} {self.titles.get(number, '')}: {inside}, {rows_}"
            for number, (inside, rows_) in self.counts.items()
        ]
        inside, rows_ = (sum(pair[i] for pair in self.counts.values()) for i in (0, 1))
        return "\n".join([*parts, f"  all: {inside}, {rows_}"])


def compare(text: str, claims: Iterable[Mapping], prints: Mapping[Place, str] | None = None) -> Report:
    """Compare a text with the rows that claim to cover its figures.

    Parameters
    ----------
    text : str
        A chapter with its headings in 【】.
    claims : iterable of mappings
        Rows with ``id, section, sentence, as_printed, period_start, period_end``.
    prints : mapping, optional
        Fingerprint by (section, sentence). None leaves the wording unchecked.

    Returns
    -------
    Report

    Examples
    --------
    >>> row = dict(id="roads.built", section=1, sentence=1, as_printed="3", period_start=None, period_end=None)
    >>> compare("【Roads】 We built 3 roads. Two failed.", [row]).uncovered
    ["section 1, sentence 2: 'Two' (Two failed)"]
    """
    found, report = sentences(text), Report()
    claims = list(claims)
    report.changed = _changes(found, prints) if prints is not None else []
    by_place: dict[Place, list[Mapping]] = {}
    for claim in claims:
        by_place.setdefault((claim["section"], claim["sentence"]), []).append(claim)
    for place in sorted({*found, *by_place}):
        _hold(place, found.get(place, ""), by_place.get(place, []), report)
    inside, claimed = Counter(), Counter(section for section, _ in by_place for _ in by_place[section, _])
    for (section, _), sentence in found.items():
        inside[section] += len(tokens(sentence))
    report.counts = {section: (inside[section], claimed[section]) for section in sorted({*inside, *claimed})}
    return report


def _hold(place: Place, sentence: str, claims: list[Mapping], report: Report) -> None:
    """Give each row its own occurrence in the sentence; what is left over on either side is reported."""
    where = f"section {place[0]}, sentence {place[1]}" if place[1] else f"section {place[0]}, heading"
    taken: list[tuple[int, int]] = []
    # Longer tokens first: "26 to 29" must not lose its place to a lone "29".
    for claim in sorted(claims, key=lambda row: -len(row["as_printed"])):
        span = next((span for span in _occurrences(claim["as_printed"], sentence) if not _overlaps(span, taken)), None)
        if span is None:
            report.unfounded.append(f"{where}: {claim['id']} says {claim['as_printed']!r}")
        else:
            taken.append(span)
    years = [(str(row.get("period_start") or ""), str(row.get("period_end") or "")) for row in claims]
    for token in tokens(sentence):
        if not _overlaps(token.span(), taken) and not _is_period(token.group(), years):
            report.uncovered.append(f"{where}: {token.group()!r} ({_around(token, sentence)})")


def _occurrences(printed: str, sentence: str) -> Iterable[tuple[int, int]]:
    pattern = r"(?<![A-Za-z\d])" + re.escape(printed) + r"(?![A-Za-z\d])(?![,.]\d)"
    return (match.span() for match in re.finditer(pattern, sentence))


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _is_period(token: str, years: list[tuple[str, str]]) -> bool:
    """Whether a bare year is within the period of one of the sentence's rows."""
    return bool(_YEAR.fullmatch(token)) and any(
        start[:4] <= token <= (end or start)[:4] for start, end in years if start
    )


def _around(token: re.Match, sentence: str, reach: int = 30) -> str:
    return sentence[max(0, token.start() - reach) : token.end() + reach].strip(" .,")


def _changes(found: Mapping[Place, str], prints: Mapping[Place, str]) -> list[str]:
    """Sentences changed, removed or added, section by section."""
    lines = []
    for section in sorted({place[0] for place in (*found, *prints)}):
        here = [(place, fingerprint(sentence)) for place, sentence in found.items() if place[0] == section]
        there = [(place, known) for place, known in prints.items() if place[0] == section]
        matcher = SequenceMatcher(None, [known for _, known in there], [known for _, known in here], autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind == "equal":
                continue
            paired = min(b - a, d - c)
            lines += [
                f"{_name(here[c + i][0])}: changed, reads now: {_short(found[here[c + i][0]])}" for i in range(paired)
            ]
            lines += [f"{_name(there[a + i][0])}: missing" for i in range(paired, b - a)]
            lines += [f"{_name(here[c + i][0])}: added: {_short(found[here[c + i][0]])}" for i in range(paired, d - c)]
    return lines


def _name(place: Place) -> str:
    return f"section {place[0]}, " + (f"sentence {place[1]}" if place[1] else "heading")


def _short(sentence: str, length: int = 160) -> str:
    return repr(sentence if len(sentence) <= length else sentence[: length - 1] + "…")


# --- a file ---------------------------------------------------------------------------------------------------------


def decode(raw: bytes) -> tuple[str, str]:
    """Text of a file and, where it is not plain UTF-8, a sentence about its encoding."""
    for mark, encoding, name in (
        (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 with a byte order mark"),
        (b"\xff\xfe", "utf-16", "UTF-16"),
        (b"\xfe\xff", "utf-16", "UTF-16"),
    ):
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace"), f"{name} in place of UTF-8; it was read as such"
    for encoding, said in (("utf-8", ""), ("gb18030", "GB 18030 in place of UTF-8; it was read as such")):
        try:
            return _unspoilt(raw.decode(encoding), said)
        except UnicodeDecodeError:
            continue
    return raw.decode(
        "cp1252", errors="replace"
    ), "neither UTF-8 nor GB 18030; it was read as Windows-1252, which has no 【】"


def _unspoilt(text: str, said: str) -> tuple[str, str]:
    """Undo UTF-8 that was read as a Western encoding and saved again: the commonest way to spoil this text."""
    for wrong in ("latin-1", "cp1252"):
        try:
            mended = text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
        if "【" in mended:
            return mended, f"UTF-8 that was once read as {wrong} and saved again; it was read back"
    return text, said


def _claims() -> list[dict]:
    """Rows of facts and of dated events, in one form."""
    dated = [row | {"period_start": str(row["start"]), "period_end": str(row["end"])} for row in rows("events")]
    return [*rows("facts"), *dated]


def audit_file(path: str | Path) -> tuple[int, str]:
    """Audit a file against the shipped tables.

    Returns
    -------
    (int, str)
        0 same, 1 differs, 2 not the chapter (or no readable file); and what to print.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        return NOT_THE_CHAPTER, f"{path} cannot be read: {error.strerror}. Give the text file of the chapter."
    text, said = decode(raw)
    prints = {(row["section"], row["sentence"]): row["sha256"] for row in rows("chapter")}
    if (share := _likeness(text, prints)) < 0.5:
        return NOT_THE_CHAPTER, f"{path} is not the chapter: {share:.0%} of its headings and sentences are in it" + (
            f" (encoding: {said})." if said else "."
        )
    report = compare(text, _claims(), prints)
    report.encoding = said
    report.titles = {row["section"]: row["title_en"] for row in rows("programmes")}
    return report.code, str(report)


def _likeness(text: str, prints: Mapping[Place, str]) -> float:
    """Share of the known sentences, headings included, that a text holds, wherever they stand."""
    found = {fingerprint(sentence) for sentence in sentences(text).values()}
    return sum(known in found for known in prints.values()) / len(prints)
