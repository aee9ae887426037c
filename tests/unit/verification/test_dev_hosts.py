import pytest

from verification.dev_hosts import HostMap
from verification.errors import HostMapError

SALUD = "https://salud.example.edu"


@pytest.fixture
def hosts() -> HostMap:
    return HostMap.parse(f'{{"{SALUD}": "http://127.0.0.1:8010"}}')


@pytest.mark.parametrize("text", [None, "", "  ", "{}"])
def test_unset_is_off_and_changes_nothing(text: str | None) -> None:
    hosts = HostMap.parse(text)
    assert not hosts.active
    assert hosts.origins == ()
    assert hosts.apply(f"{SALUD}/x") == f"{SALUD}/x"


def test_the_origin_is_replaced_and_the_rest_is_kept(hosts: HostMap) -> None:
    assert hosts.active
    assert hosts.origins == (SALUD,)
    assert hosts.apply(SALUD) == "http://127.0.0.1:8010"
    assert hosts.apply(f"{SALUD}/a/b?c={SALUD}#d") == f"http://127.0.0.1:8010/a/b?c={SALUD}#d"


@pytest.mark.parametrize(
    "url",
    [
        f"{SALUD}.evil.example/x",
        f"{SALUD}:8443/x",
        "http://salud.example.edu/x",
        "https://user@salud.example.edu/x",
        "https://evil.example/https://salud.example.edu/x",
    ],
)
def test_another_origin_is_left_alone(hosts: HostMap, url: str) -> None:
    assert hosts.apply(url) == url


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{",
        '{"http://a.example": "http://127.0.0.1:1"}',
        '{"https://a.example/": "http://127.0.0.1:1"}',
        '{"https://a.example": "http://127.0.0.1:1/path"}',
        '{"https://a.example": "http://u:p@127.0.0.1:1"}',
        '{"https://a.example": 8010}',
        '{"https://[::1": "http://127.0.0.1:1"}',
        '{"https://a.example": "http://127.0.0.1:1", "https://a.example": "http://127.0.0.1:2"}',
    ],
)
def test_a_malformed_map_is_refused_not_ignored(text: str) -> None:
    with pytest.raises(HostMapError) as refusal:
        HostMap.parse(text)
    assert refusal.value.code == "host-map-malformed"
