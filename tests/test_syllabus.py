"""The lessons as a set: each has its theme, and the routes of a trainer fit into their time."""

import pytest

from zjpoverty import datasets, lessons, syllabus

LESSONS = lessons.lessons()


def test_every_lesson_has_its_theme_and_no_other_is_named():
    assert [row["lesson"] for row in datasets.rows("syllabus")] == [lesson.name for lesson in LESSONS]
    assert syllabus.ELSE not in syllabus.themes(lesson.name for lesson in LESSONS)


def test_a_lesson_of_ones_own_stands_last():
    assert list(syllabus.themes(["my-own", "09-relocation"])) == ["Homes, roads and water", "More lessons"]
    assert syllabus.themes([]) == {}


@pytest.mark.parametrize(
    ("name", "days", "most"), [("ninety_minutes", 1, 90), ("one_day", 1, 6 * 60), ("three_days", 3, 6 * 60)]
)
def test_a_route_fits_into_its_time(name, days, most):
    route = syllabus.route(name, LESSONS)
    assert len(route) == days
    assert all(0 < day.minutes == sum(lesson.minutes for lesson in day.lessons) < most for day in route)


@pytest.mark.parametrize("name", syllabus.ROUTES)
def test_a_route_leads_to_no_lesson_before_those_it_needs(name):
    order = [lesson.name for day in syllabus.route(name, LESSONS) for lesson in day.lessons]
    for place, lesson in enumerate(order):
        needed = next(each.prerequisites for each in LESSONS if each.name == lesson)
        assert not set(needed) - set(order[:place]), lesson


def test_the_route_of_three_days_has_all_lessons():
    route = syllabus.route("three_days", LESSONS)
    assert sorted(lesson.name for day in route for lesson in day.lessons) == [lesson.name for lesson in LESSONS]


def test_a_route_leaves_out_lessons_that_are_not_there():
    assert syllabus.route("one_day", []) == []
    (day,) = syllabus.route("ninety_minutes", LESSONS[:1])
    assert (day.lessons, day.minutes) == (tuple(LESSONS[:1]), LESSONS[0].minutes)
