"""Annotated reports: a weekly report with the facts that a reader should find below the lines they stand on.

The first line of such a file is a header, `@@@ {out: NAME, week: 2024-W13, created: "...", set: wild}`.
The report follows. `@@ kind {...}` after a line is a fact that must be found there, `@@? kind {...}` one that
may be found and costs nothing either way. What follows a kind is a YAML flow mapping.

    python -m tests.annotated SRC OUT     write OUT/reports and OUT/gold from the annotated files in SRC
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml

KINDS = ("progress", "milestone", "rollout", "measure", "incident", "plan", "issue")
OPEN_ENDED = frozenset({"measure", "issue"})
"""Kinds of which a report may hold more than its annotations name, so that an unannotated row is no fault."""

ANNOTATION = re.compile(r"@@(\??) (\w+) (\{.*\})\s*")
UNITS = {"％": "%", "percent": "%", "个百分点": "pp"}
CITY_COUNTS = {
    "new": "new_cities",
    "cumulative": "cumulative_cities",
    "remaining": "remaining_cities",
    "target": "target_cities",
}
COMMON_WORDS = re.compile("平台|系统|项目|建设|服务|优化|升级|改造|治理|接入|对接|迁移|工具|功能")
PHASE = re.compile(r"([一二三四五六七八九十\d]+)期|迭代(\d+)|[vV](\d+)")
QUOTE_AS_NAME = 24
"""A quote of at most so many characters is about one thing only, and may stand for its name."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """One annotation: its kind, the 1-based line of the report that it stands on, and its stated values."""

    kind: str
    line: int
    must: bool
    values: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Give the fact as the gold files write it."""
        return {"kind": self.kind, "line": self.line, "must": self.must, **self.values}


@dataclass(frozen=True)
class Annotated:
    """An annotated report: what its header says, the text of the report, and the facts in it."""

    out: str
    week: str
    created: str
    set: str
    text: str
    facts: list[Fact] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Give the gold of the report; its `lines` are those that are not blank."""
        return {
            "file": self.out,
            "week": self.week,
            "created_at": self.created,
            "set": self.set,
            "lines": sum(1 for line in self.text.split("\n") if line.strip()),
            "facts": [fact.as_json() for fact in self.facts],
        }


def _normal(value: Any) -> Any:
    """Turn the dates and times that YAML recognised back into ISO strings."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return [_normal(item) for item in value] if isinstance(value, list) else value


def _mapping(text: str, where: str) -> dict[str, Any]:
    """Read a YAML flow mapping; ValueError names the place where there is none."""
    try:
        loaded = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(f"{where}: {text}: {error}") from error
    if not isinstance(loaded, dict):
        raise ValueError(f"{where}: not a mapping: {text}")
    return {str(key): _normal(value) for key, value in loaded.items()}


def parse(source: str, name: str = "annotated report") -> Annotated:
    """Read an annotated report; `name` is what errors call it."""
    first, _, rest = source.partition("\n")
    if not first.startswith("@@@ "):
        raise ValueError(f"{name}:1: no header `@@@ {{...}}`")
    header = _mapping(first.removeprefix("@@@ "), f"{name}:1")
    kept: list[str] = []
    facts: list[Fact] = []
    for number, line in enumerate(rest.split("\n"), start=2):
        if not line.startswith("@@"):
            kept.append(line)
            continue
        matched = ANNOTATION.fullmatch(line)
        if matched is None or matched[2] not in KINDS:
            raise ValueError(f"{name}:{number}: no annotation: {line}")
        values = _mapping(matched[3], f"{name}:{number}")
        facts.append(Fact(kind=matched[2], line=len(kept), must=not matched[1], values=values))
    week, created, group = (str(header[key]) for key in ("week", "created", "set"))
    return Annotated(str(header["out"]), week, created, group, "\n".join(kept), facts)


def load(path: Path) -> Annotated:
    """Read one annotated file."""
    return parse(path.read_bytes().decode("utf-8"), path.name)


def load_text(path: Path) -> tuple[str, str]:
    """The name and the text of one annotated file, without its facts: to read those takes thirty times as long."""
    first, _, rest = path.read_bytes().decode("utf-8").partition("\n")
    header = _mapping(first.removeprefix("@@@ "), f"{path.name}:1")
    return str(header["out"]), "\n".join(line for line in rest.split("\n") if not line.startswith("@@"))


def write(src_dir: Path, out_dir: Path) -> list[Annotated]:
    """Write `out_dir/reports/<out>` and `out_dir/gold/<stem>.json` for every annotated file of `src_dir`."""
    (out_dir / "reports").mkdir(parents=True, exist_ok=True)
    (out_dir / "gold").mkdir(exist_ok=True)
    written = []
    for path in sorted(src_dir.glob("*.md")):
        report = load(path)
        gold = json.dumps(report.as_json(), ensure_ascii=False, indent=1)
        (out_dir / "reports" / report.out).write_bytes(report.text.encode("utf-8"))
        (out_dir / "gold" / f"{path.stem}.json").write_bytes(gold.encode("utf-8"))
        written.append(report)
    return written


@dataclass
class Score:
    """How many facts of a kind had to be found and were, and how many rows were judged and were right."""

    found: int = 0
    wanted: int = 0
    right: int = 0
    judged: int = 0
    missed: list[Fact] = field(default_factory=list)
    extra: list[Row] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of the wanted facts that were found; 1 where none was wanted."""
        return self.found / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        """The share of the judged rows that are right; 1 where none was judged."""
        return self.right / self.judged if self.judged else 1.0

    def __add__(self, other: Score) -> Score:
        """Both together, as for all reports or all kinds."""
        return Score(
            self.found + other.found,
            self.wanted + other.wanted,
            self.right + other.right,
            self.judged + other.judged,
            [*self.missed, *other.missed],
            [*self.extra, *other.extra],
        )


def _letters(text: object) -> str:
    """Keep only letters and digits, in lower case."""
    return "".join(char for char in str(text or "").lower() if char.isalnum())


def _similar(wanted: object, found: object) -> bool:
    """Whether one is within the other or they have two neighbouring characters in common."""
    one, two = _letters(wanted), _letters(found)
    if not one or not two:
        return False
    pairs = {one[at : at + 2] for at in range(len(one) - 1)}
    return one in two or two in one or any(pair in two for pair in pairs)


def _is_project(wanted: object, found: object) -> bool:
    """Whether two names may be of one project: never where they state different phases."""
    phases = set(PHASE.findall(str(wanted or ""))), set(PHASE.findall(str(found or "")))
    if phases[0] and phases[1] and phases[0] != phases[1]:
        return False
    one, two = (COMMON_WORDS.sub("", _letters(name)) or _letters(name) for name in (wanted, found))
    if not one or not two:
        return False
    common = SequenceMatcher(None, one, two, autojunk=False).find_longest_match().size
    return one in two or two in one or common >= max(2, 0.6 * min(len(one), len(two)))


def _equals(wanted: Any, found: Any) -> bool:
    """Whether two numbers are the same up to rounding."""
    if found is None:
        return False
    return abs(float(wanted) - float(found)) <= 1e-6 * max(1.0, abs(float(wanted)))


def _is_when(wanted: str, found: Any) -> bool:
    """Whether a date or time is the wanted one, as precisely as that is stated."""
    return found is not None and str(found).replace(" ", "T")[: len(wanted)] == wanted


def _name(row: Row, column: str) -> str:
    """Give the name that a row bears, with its quote where that is short."""
    quote = row.get("quote") or ""
    return f"{row.get(column)} {quote}" if len(quote) <= QUOTE_AS_NAME else str(row.get(column))


def _same_milestone(fact: Fact, row: Row) -> bool:
    """Event, status and dates agree; a fact without dates that must be found allows none."""
    wanted = fact.values
    dates = [key for key in ("date_start", "date_end") if key in wanted]
    if not all(_is_when(wanted[key], row.get(key)) for key in dates):
        return False
    if fact.must and not dates and (row.get("date_start") or row.get("date_end")):
        return False
    allowed = wanted.get("status", [])
    allowed = [allowed] if isinstance(allowed, str) else allowed
    return (not allowed or row.get("status") in allowed) and _similar(wanted["event"], _name(row, "event"))


def _same_incident(wanted: Row, row: Row) -> bool:
    """Every stated time, count, grade and service agrees."""
    times = ("detected_at", "started_at", "ended_at")
    return (
        all(_is_when(wanted[key], row.get(key)) for key in times if key in wanted)
        and ("affected_count" not in wanted or _equals(wanted["affected_count"], row.get("affected_count")))
        and ("severity" not in wanted or _letters(wanted["severity"]) == _letters(row.get("severity")))
        and ("service" not in wanted or _similar(wanted["service"], row.get("service")))
    )


def _same_progress(wanted: Row, row: Row) -> bool:
    """Part and percentage agree; a row without a part is about the whole."""
    part = f"{row.get('component') or '整体'} {row.get('project')}"
    named = "component" not in wanted or _similar(wanted["component"], part)
    return named and _equals(wanted["percent"], row.get("percent"))


def _same_rollout(wanted: Row, row: Row) -> bool:
    """Every stated count agrees."""
    return all(_equals(wanted[key], row.get(column)) for key, column in CITY_COUNTS.items() if key in wanted)


def _same_measure(wanted: Row, row: Row) -> bool:
    """Value, name and stated unit agree."""
    unit = UNITS.get(str(row.get("unit")), row.get("unit"))
    same = _equals(wanted["value"], row.get("value")) and ("unit" not in wanted or unit == wanted["unit"])
    return same and _similar(wanted["name"], _name(row, "name"))


SAME: dict[str, Callable[[Row, Row], bool]] = {
    "progress": _same_progress,
    "rollout": _same_rollout,
    "measure": _same_measure,
    "incident": _same_incident,
    "plan": lambda wanted, row: bool(row.get("target_week") == wanted["target_week"]),
    "issue": lambda wanted, row: bool(row.get("rule") == wanted["rule"]),
}


def matches(fact: Fact, row: Row) -> bool:
    """Whether a row says what a fact says: near its line, and alike in all that the fact states."""
    wanted, at = fact.values, row.get("source_line")
    if at is None or not fact.line - wanted.get("line_slack", 0) <= at <= fact.line:
        return False
    by_project = "project" in wanted and fact.kind != "issue"
    if by_project and not _is_project(wanted["project"], row.get("project")):
        return False
    return _same_milestone(fact, row) if fact.kind == "milestone" else SAME[fact.kind](wanted, row)


def _score_kind(kind: str, facts: Iterable[Fact], rows: Sequence[Row]) -> Score:
    """Pair facts and rows one to one; wanted facts that state most choose first."""
    result, taken = Score(), set[int]()
    for fact in sorted(facts, key=lambda fact: (not fact.must, -len(fact.values))):
        chosen = next((at for at, row in enumerate(rows) if at not in taken and matches(fact, row)), None)
        if chosen is not None:
            taken.add(chosen)
        result.wanted += fact.must
        result.found += fact.must and chosen is not None
        if fact.must and chosen is None:
            result.missed.append(fact)
    result.right = len(taken)
    result.judged = len(taken) if kind in OPEN_ENDED else len(rows)
    if kind not in OPEN_ENDED:
        result.extra = [row for at, row in enumerate(rows) if at not in taken]
    return result


def score(facts: Sequence[Fact], rows: Mapping[str, Sequence[Row]]) -> dict[str, Score]:
    """Recall and precision by kind of the rows of one report, each with the columns of its core table."""
    return {kind: _score_kind(kind, [fact for fact in facts if fact.kind == kind], rows.get(kind, ())) for kind in KINDS}


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m tests.annotated SRC OUT")
    reports = write(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.stdout.write(f"{len(reports)} reports, {sum(len(report.facts) for report in reports)} facts\n")
