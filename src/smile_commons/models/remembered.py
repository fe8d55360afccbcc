"""What was learnt of endpoints, kept between runs: so that no run learns it anew.

One small JSON file in the cache, by address and model; no key and no part of an address that may
be secret stands in it. A file that cannot be read or written is as if it were not there.
"""

import contextlib
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from smile_commons.models.features import Features

FILE = "endpoints.json"
_DAYS = 30.0
"""After so long an endpoint is asked anew: it may have been mended."""
_MOST = 200
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of one endpoint and model."""

    folder: Path
    """The cache."""
    url: str
    """As it may be shown."""
    model: str

    def features(self) -> Features | None:
        """What was learnt in the last thirty days."""
        entry = self._read().get(self._key)
        return Features.of(entry) if entry is not None and _is_fresh(entry) else None

    def keep(self, features: Features) -> None:
        """Writes down what is known now."""
        from filelock import FileLock, Timeout

        entry = {**features.kept(), "at": round(time.time())}
        with contextlib.suppress(OSError, Timeout):  # it only costs the next run a few requests
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / f"{FILE}.lock", timeout=2.0):
                known = {**self._read(), self._key: entry}
                fresh = {key: value for key, value in known.items() if _is_fresh(value)}
                latest = sorted(fresh, key=lambda key: -fresh[key]["at"])[:_MOST]
                new = self.folder / f"{FILE}.new"
                new.write_text(json.dumps({k: fresh[k] for k in latest}, indent=1), "utf-8")
                new.replace(self.folder / FILE)

    @property
    def _key(self) -> str:
        return f"{self.url} {self.model}"

    def _read(self) -> dict[str, Any]:
        path = self.folder / FILE
        try:
            if path.stat().st_size > _LARGEST:
                return {}
            found: Any = json.loads(path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _is_fresh(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    at: Any = cast("dict[str, Any]", entry).get("at")
    is_time = isinstance(at, int | float) and not isinstance(at, bool)
    return is_time and -86_400 < time.time() - at < _DAYS * 86_400
