"""`commons model`: what is there, who set what, and no key on the screen."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smile_commons.cli.program import app

KEY = "sk-very-secret-1234"


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user with an empty cache, a key, and an endpoint whose address holds a password."""
    monkeypatch.setenv("COMMONS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://me:password@host.example:8000/v1?token=x")
    return tmp_path


@pytest.mark.usefixtures("alone")
def test_models_and_settings_are_shown_and_secrets_are_not() -> None:
    for more in ([], ["--json"]):
        shown = CliRunner().invoke(app, ["model", *more])
        assert shown.exit_code == 0
        for secret in (KEY, "password", "token"):
            assert secret not in shown.output
        assert "http://host.example:8000/v1" in shown.output
        assert "qwen2.5-coder-1.5b-instruct-q4_k_m" in shown.output


@pytest.mark.usefixtures("alone")
def test_json_says_who_set_what() -> None:
    told = json.loads(CliRunner().invoke(app, ["model", "--json"]).stdout)
    assert told["settings"]["takes"] == {"value": 3, "by": "default"}
    assert told["settings"]["base_url"]["by"] == "environment"
    assert told["endpoint"] == {"url": "http://host.example:8000/v1", "key": True}
    assert [model["verified"] for model in told["models"]] == [False, False]


def test_fetch_takes_a_file_and_refuses_another(alone: Path) -> None:
    (alone / "other.gguf").write_bytes(b"something else")
    given = ["model", "fetch", "smollm2-135m-instruct-q4_1", "--from", str(alone / "other.gguf")]
    refused = CliRunner().invoke(app, given)
    assert refused.exit_code == 3
    assert "SHA-256" in refused.output
    missing = CliRunner().invoke(app, ["model", "verify", "smollm2-135m-instruct-q4_1"])
    assert missing.exit_code == 2
    assert "commons model fetch" in missing.output


@pytest.mark.usefixtures("alone")
def test_a_model_that_is_not_known_is_said() -> None:
    refused = CliRunner().invoke(app, ["model", "fetch", "gpt"])
    assert refused.exit_code == 2
    assert "not in the catalogue" in refused.output
