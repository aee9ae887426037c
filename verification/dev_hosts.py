"""A development stand-in for DNS and TLS: public origins served by loopback ports.

    >>> hosts = HostMap.parse('{"https://salud.example.edu": "http://127.0.0.1:8010"}')
    >>> hosts.apply("https://salud.example.edu/.well-known/did.jsonl")
    'http://127.0.0.1:8010/.well-known/did.jsonl'

Off unless set. It changes where *our own* fetches go and nothing else: no identifier, no signed
document and no wallet ever sees it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from verification import strict_json
from verification.errors import HostMapError, StrictJsonError


@dataclass(frozen=True, slots=True)
class HostMap:
    """Replaces the origin of a URL, exactly and only where it is mapped."""

    _targets: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str | None) -> "HostMap":
        """Read the JSON object of MOCHILA_DEV_HOSTS; None or blank is an inactive map.

        Raises `HostMapError` (host-map-malformed) for anything but https origins mapped to origins.
        """
        if text is None or not text.strip():
            return cls()
        try:
            entries = strict_json.loads_object(text)
        except StrictJsonError as exc:
            raise HostMapError("host-map-malformed", f"the host map is not a JSON object: {exc}") from exc
        return cls(
            {_origin(public, ("https",)): _origin(target, ("http", "https")) for public, target in entries.items()}
        )

    @property
    def active(self) -> bool:
        """Whether any origin is mapped."""
        return bool(self._targets)

    @property
    def origins(self) -> tuple[str, ...]:
        """The public origins that are mapped."""
        return tuple(self._targets)

    def apply(self, url: str) -> str:
        """The URL to fetch in place of `url`: the same path and query, the mapped origin."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        target = self._targets.get(origin)
        return url if target is None else target + url[len(origin) :]


def _origin(value: object, schemes: tuple[str, ...]) -> str:
    if not isinstance(value, str):
        raise HostMapError("host-map-malformed", "the host map holds something that is not a text")
    try:
        parts = urlsplit(value)
    except ValueError:  # a bracket without its other, and the like
        raise HostMapError("host-map-malformed", f"{value!r} is not an address") from None
    if parts.scheme not in schemes or not parts.hostname or value != f"{parts.scheme}://{parts.netloc}":
        raise HostMapError("host-map-malformed", f"{value!r} is not an origin ({' or '.join(schemes)})")
    if "@" in parts.netloc:
        raise HostMapError("host-map-malformed", "an origin carries no user or password")
    return value
