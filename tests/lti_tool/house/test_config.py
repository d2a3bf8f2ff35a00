"""Settings: what is refused at the start, all at once; the public address is the only one."""

import ast
from pathlib import Path

import pytest

from lti_tool.config import Config, Retention
from lti_tool.errors import ConfigError

KEY = "00" * 32
PACKAGE = Path(__file__).parents[3] / "lti_tool"


def load(tmp_path: Path, **values: str) -> Config:
    base = {"PUBLIC_URL": "https://examen.example", "SECRET_KEY": KEY, "DATA": str(tmp_path / "d")}
    return Config.load({f"CARTABLE_{name}": value for name, value in (base | values).items()})


def test_the_defaults(tmp_path: Path) -> None:
    found = load(tmp_path)
    assert found.env == "production"
    assert found.database_url == f"sqlite:///{tmp_path}/d/cartable.sqlite3"
    assert found.retention == Retention()
    assert (found.proxies, found.ask_names, found.log) == (0, False, "json")
    assert (tmp_path / "d").stat().st_mode & 0o777 == 0o700


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(
            tmp_path,
            PUBLIC_URL="http://examen.example",
            SECRET_KEY="abc",  # noqa: S106
            DATABASE_URL="mysql://u:hunter2@h/d",
            PROXIES="-1",
            ENV="prod",
            METRICS_TOKEN="short",  # noqa: S106
            ASK_NAMES="yes",
            RETENTION_PEOPLE="0",
            LOG="xml",
        )
    told = "\n".join(caught.value.faults)
    assert len(caught.value.faults) == 9
    assert "hunter2" not in told


@pytest.mark.parametrize(
    "url",
    [
        "",
        "examen.example",
        "https://examen.example/chemin",
        "https://examen.example?a=b",
        "https://user@examen.example",
        "https://localhost",
        "https://127.0.0.1:8080",
        "https://examen.example:port",
        "javascript:alert(1)",
    ],
)
def test_a_public_address_is_https_and_nothing_more(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match="PUBLIC_URL"):
        load(tmp_path, PUBLIC_URL=url)


def test_a_public_address_may_end_in_a_slash_and_have_a_port(tmp_path: Path) -> None:
    url = load(tmp_path, PUBLIC_URL="https://examen.example:8443/").public_url
    assert url == "https://examen.example:8443"


def test_development_stays_on_this_machine(tmp_path: Path) -> None:
    values = {"CARTABLE_ENV": "development", "CARTABLE_DATA": str(tmp_path / "d")}
    found = Config.load(values, port=8090)
    assert (found.public_url, found.development) == ("http://localhost:8090", True)
    with pytest.raises(ConfigError, match="not of this machine"):
        Config.load({**values, "CARTABLE_PUBLIC_URL": "https://examen.example"})


def test_development_makes_its_secret_once(tmp_path: Path) -> None:
    values = {"CARTABLE_ENV": "development", "CARTABLE_DATA": str(tmp_path / "d")}
    assert Config.load(values).secret_keys == Config.load(values).secret_keys
    assert (tmp_path / "d/secret").stat().st_mode & 0o777 == 0o600


def test_production_needs_a_secret(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY is missing"):
        load(tmp_path, SECRET_KEY="")


def test_keys_in_hexadecimal_and_base64_and_several(tmp_path: Path) -> None:
    base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    keys = load(tmp_path, SECRET_KEY=f"{base64} {KEY}").secret_keys
    assert keys == (bytes(range(32)), bytes(32))


def test_a_data_folder_that_others_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d").chmod(0o755)  # whatever the umask is
    with pytest.raises(ConfigError, match="open to others"):
        load(tmp_path)


def test_nobody_asks_the_request_for_its_host() -> None:
    # Row 33: `Host` is the caller's word. Addresses are built from the configured one.
    asked = {"host", "host_url", "url_root", "base_url", "root_url"}
    wrong = [
        f"{file.name}:{node.lineno}"
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (
            isinstance(node, ast.Attribute)
            and node.attr in asked
            and isinstance(node.value, ast.Name)
            and node.value.id == "request"
        )
        or (isinstance(node, ast.keyword) and node.arg == "_external")
    ]
    assert not wrong
