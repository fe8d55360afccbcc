"""A room's pages without a server around them, and people who ask for them."""

from types import SimpleNamespace
from typing import Any, cast

from rooms import Here
from starlette.testclient import TestClient

from smile_commons.room.app import room_app
from smile_commons.room.house import House
from smile_commons.room.seats import digest

BASE = "http://room.test:8765"
KEY = "the-teacher's-key"


def served(here: Here) -> TestClient:
    """Somebody with a browser of their own."""
    run = SimpleNamespace(id="none", ballots_path=here.room.folder / "none.jsonl")
    lesson = SimpleNamespace(
        room=here.room,
        desk=here.desk,
        orders=here.orders,
        player=SimpleNamespace(again=SimpleNamespace(folder=run, world=None)),
    )
    house = House(cast("Any", lesson), digest(KEY), BASE)
    return TestClient(room_app(house, lambda: [BASE]), base_url=BASE, follow_redirects=False)


def token_in(page: str) -> str:
    """What the forms of a page carry."""
    return page.split('name="token" value="')[1].split('"')[0]


def joined(client: TestClient, **more: str) -> str:
    """Takes a seat; the token of its forms."""
    client.post("/j/ABCDEF", data={"what": "join", **more}, headers={"Origin": BASE})
    return token_in(client.get("/r/ABCDEF").text)


def taught(client: TestClient) -> str:
    """Comes in as the teacher; the token of the desk's forms."""
    client.get(f"/t?key={KEY}")
    return token_in(client.get("/t").text)


def told(client: TestClient, where: str, **form: str) -> tuple[int, str]:
    """Sends a form as a script does: the status, and what is said."""
    head = {"Origin": BASE, "Accept": "application/json"}
    answer = client.post(where, data=form, headers=head)
    return answer.status_code, str(answer.json()["says"])
