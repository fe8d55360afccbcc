"""A lesson from the first phone to the results, over plain HTTP, in a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import Classroom, Person, opened, school, until


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Classroom]:
    with school(tmp_path_factory.mktemp("school")) as place, opened(place) as room:
        yield room


def test_a_lesson_goes_from_the_first_vote_to_the_results(lesson: Classroom) -> None:
    teacher = lesson.teacher()
    class_ = [lesson.student() for _ in range(6)]
    teacher.order("open before")
    for number, one in enumerate(class_):
        assert one.votes("before", genuine="1" if number else "-1", studios="0")["ok"]
    until(lambda: teacher.last("count") == {"phase": "before", "in": 6, "of": 6}, "the count")
    teacher.order("open debate")
    held = teacher.held()
    assert held["text"] not in "".join(str(one.events()) for one in class_)
    assert teacher.lets_out() in class_[0].lines()
    teacher.lets_out()
    assert class_[0].lines() == teacher.lines()
    teacher.order("open after")
    for one in class_:
        assert one.votes("after", genuine="1", studios="0.5")["ok"]
    teacher.order("show results")
    shown = class_[0].client.get(f"{class_[0].at}/results")
    assert shown.status_code == 200
    assert "What moved" in shown.text
