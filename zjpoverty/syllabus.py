"""The lessons as a set: their themes, and routes through them for a trainer. Both stand in the table `syllabus`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .datasets import rows

ELSE = "More lessons"
ROUTES = ("ninety_minutes", "one_day", "three_days")


@dataclass(frozen=True)
class Day:
    """Lessons of one day of a route, in their order."""

    lessons: tuple

    @property
    def minutes(self) -> int:
        """Minutes of its lessons, exercises included."""
        return sum(lesson.minutes for lesson in self.lessons)


def themes(names: Iterable[str]) -> dict[str, list[str]]:
    """Lessons by theme, as a trainer would look for them.

    Parameters
    ----------
    names : iterable of str
        Names of lessons. One that is not in the table, such as a lesson of one's own, stands under "More lessons".

    Returns
    -------
    dict of str to list of str
        Themes in the order of the table, without those that have no lesson here.

    Examples
    --------
    >>> themes(["09-relocation", "01-overview", "my-own"])
    {'Reading a report': ['01-overview'], 'Homes, roads and water': ['09-relocation'], 'More lessons': ['my-own']}
    """
    known = {row["lesson"]: row["theme"] for row in rows("syllabus")}
    found: dict[str, list[str]] = {theme: [] for theme in (*known.values(), ELSE)}
    for name in names:
        found[known.get(name, ELSE)].append(name)
    return {theme: inside for theme, inside in found.items() if inside}


def route(name: str, lessons: Sequence) -> list[Day]:
    """Route of a trainer through the lessons, day by day.

    Parameters
    ----------
    name : {"ninety_minutes", "one_day", "three_days"}
        Which.
    lessons : sequence of Lesson
        Those that there are; others are left out of the route.

    Returns
    -------
    list of Day
        Empty if no lesson of the route is there.
    """
    day = {row["lesson"]: row[name] for row in rows("syllabus")}
    taken = [lesson for lesson in lessons if day.get(lesson.name)]
    days = sorted({day[lesson.name] for lesson in taken})
    return [Day(tuple(lesson for lesson in taken if day[lesson.name] == number)) for number in days]
