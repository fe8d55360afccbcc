"""Who may come in: hosts, origins, tokens, codes, limits; and what every answer carries."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from clients import BASE, KEY, joined, served
from rooms import Here, a_room
from starlette.testclient import TestClient

from smile_commons.room.gate import MOST_BYTES, Codes


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    found = a_room(tmp_path)
    yield found
    found.room.close()


def written(here: Here) -> dict[str, bytes]:
    """All that stands on the disk."""
    return {one.name: one.read_bytes() for one in here.room.folder.iterdir()}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.test:8765", "Origin": BASE}, 400),
        ({"Host": "room.test", "Origin": BASE}, 400),
        ({"Host": "room.test.:8765", "Origin": BASE}, 400),
        ({"Origin": "http://evil.test:8765"}, 403),
        ({"Origin": "http://room.test:9999"}, 403),
        ({"Origin": "https://room.test:8765"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_a_form_from_elsewhere_is_refused_and_nothing_is_written(
    here: Here, headers: dict[str, str], status: int
) -> None:
    client = served(here)
    before = written(here)
    answer = client.post("/j/ABCDEF", data={"what": "join"}, headers=headers)
    assert answer.status_code == status
    assert written(here) == before


@pytest.mark.parametrize("path", ["vote", "question", "statement", "seat", "line", "help", "leave"])
def test_a_form_without_the_seats_token_is_refused(here: Here, path: str) -> None:
    client = served(here)
    joined(client)
    here.orders.do("open before")
    tokens = ["", "0" * 32, joined(served(here))]
    before = written(here)
    for token in tokens:
        form = {"token": token, "phase": "before", "position.first": "1", "key": "k", "text": "x"}
        answer = client.post(f"/r/ABCDEF/{path}", data=form, headers={"Origin": BASE})
        assert answer.status_code == 403
        assert written(here) == before


def test_the_teachers_page_needs_the_key_and_its_form_the_token(here: Here) -> None:
    client = served(here)
    assert client.get("/t").status_code == 403
    assert client.get("/t?key=wrong").status_code == 403
    assert client.get("/t/events").status_code == 403
    joined(client)
    answer = client.post("/t/do", data={"order": "open before"}, headers={"Origin": BASE})
    assert answer.status_code == 403
    assert client.get(f"/t?key={KEY}").status_code == 303
    assert client.get("/t").status_code == 200
    answer = client.post("/t/do", data={"order": "open before"}, headers={"Origin": BASE})
    assert (answer.status_code, here.room.state.phase) == (403, "lobby")


def test_nothing_is_changed_by_looking(here: Here) -> None:
    client = served(here)
    joined(client)
    before = written(here)
    for path in ("/", "/j/ABCDEF", "/r/ABCDEF", "/w/ABCDEF", "/r/ABCDEF/since/", "/r/ABCDEF/leave"):
        client.get(path)
    assert written(here) == before
    fresh = served(here)
    fresh.get("/j/ABCDEF")
    assert written(here) == before, "a phone that prefetches the link has no seat"


def test_a_thousand_wrong_codes_guess_nothing_and_slow_nobody(here: Here) -> None:
    now = 0.0
    codes = Codes("ABCDEF", lambda: now)
    answers = [codes.is_right(f"GUESS{number}", "the guesser") for number in range(1000)]
    assert True not in answers
    assert answers.count(False) == 20
    assert codes.is_right("ABCDEF", "the guesser") is None, "not even with the right one"
    assert codes.is_right("abc def", "somebody else") is True
    now = 61.0
    assert codes.is_right("ABCDEF", "the guesser") is True


def test_what_is_too_long_or_too_often_is_refused(here: Here) -> None:
    client = served(here)
    token = joined(client)
    long = client.post("/", data={"code": "x" * MOST_BYTES}, headers={"Origin": BASE})
    assert long.status_code == 413
    here.orders.do("open before")
    form = {"token": token, "phase": "before", "position.first": "1"}
    said = [
        client.post("/r/ABCDEF/vote", data={**form, "key": f"{n}"}, headers={"Origin": BASE})
        for n in range(8)
    ]
    assert [one.status_code for one in said] == [303] * 6 + [429] * 2


def test_every_answer_says_what_a_browser_may_do_with_it(here: Here) -> None:
    client = served(here)
    for path in ("/", "/t", "/w/ABCDEF", "/nothing/here", "/s/room.js", "/s/../app.py"):
        headers: httpx2.Headers = client.get(path).headers
        assert headers["content-security-policy"].startswith(
            "default-src 'none'; script-src 'self'"
        )
        assert headers["referrer-policy"] == "same-origin", "no-referrer would refuse our own forms"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_a_cookie_is_no_scripts_and_named_by_the_room(here: Here) -> None:
    client = served(here)
    answer = client.post("/j/ABCDEF", data={"what": "join"}, headers={"Origin": BASE})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("commons-seat-abcdef=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie, "it would vanish on a school's plain http"
    token = cookie.split("=", 1)[1].split(";")[0]
    assert all(token.encode() not in content for content in written(here).values())


def test_a_watcher_gets_no_cookie_and_may_send_nothing(here: Here) -> None:
    client = served(here)
    answer = client.post("/j/ABCDEF", data={"what": "watch"}, headers={"Origin": BASE})
    assert "set-cookie" not in answer.headers
    assert client.get("/r/ABCDEF").status_code == 200
    assert client.post("/r/ABCDEF/vote", headers={"Origin": BASE}).status_code == 403
    assert len(here.room.seats) == 0


def test_a_fault_of_ours_is_told_in_words(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("smile_commons.room.student.StudentPages.start", fails)
    client = TestClient(served(here).app, base_url=BASE, raise_server_exceptions=False)
    answer = client.get("/")
    assert answer.status_code == 500
    assert here.room.wording("errors.broken") in answer.text
    assert "planted" not in answer.text
