import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from builder.archive import write_zip
from builder.inspect.overlay import overlay as private_items
from lti_tool.audit import Actor
from lti_tool.bank import store
from lti_tool.bank.media import Medium
from lti_tool.bank.read import BankFile, Overlay
from lti_tool.cli.exams import exam as commands
from lti_tool.config import Config
from lti_tool.database import Database
from lti_tool.errors import BankRefused, NotFound
from lti_tool.models import AuditEntry, Bank
from tests.lti_tool.bank.test_read import PNG, overlaid, packed
from tests.lti_tool.exam.banks import BANK_ID, choice, exam, nine
from tests.lti_tool.playing import FrozenClock

CLI = Actor("cli")
MEDIUM = '<p><img src="media/x.png" alt=""></p>'


def load(
    database: Database, clock: FrozenClock, overlay: Overlay | None = None, **changes: Any
) -> store.Loaded:
    file = BankFile(exam() | changes, {"x.png": Medium("image/png", PNG)})
    clock.tick(1)
    with database.system() as db:
        return store.load_bank(
            db, file, overlay=overlay, override="essai", now=clock.now, actor=CLI
        )


def test_a_bank_is_loaded_once(database: Database, clock: FrozenClock) -> None:
    first = load(database, clock)
    assert first.fresh
    again = load(database, clock)
    assert (again.id, again.fresh) == (first.id, False)
    with database.system(read=True) as db:
        view = store.view(db, first.id)
        assert (view.course, view.version, len(view.items)) == ("essai", "1.0.0", 9)
        assert [one.data for one in [store.medium(db, first.id, "x.png")] if one] == [PNG]
        assert store.medium(db, first.id, "y.png") is None
        assert [one.action for one in db.query(AuditEntry)] == ["bank.loaded"]
        with pytest.raises(NotFound):
            store.view(db, BANK_ID)


def test_a_version_is_frozen(database: Database, clock: FrozenClock) -> None:
    load(database, clock)
    with pytest.raises(BankRefused, match="other content"):
        load(database, clock, items=[choice(f"i{n}") for n in range(9)])


def test_new_attempts_get_the_latest_that_is_not_retired(
    database: Database, clock: FrozenClock
) -> None:
    first = load(database, clock)
    second = load(database, clock, version="1.1.0")
    with database.read(None) as db:
        assert store.current(db, "essai", "court") == store.view(db, second.id)
        assert store.current(db, "essai", "long") is None
        assert [one.version for one in store.choices(db)] == ["1.1.0"]
    with database.system() as db:
        store.retire(db, second.id, clock.now, CLI)
    with database.read(None) as db:
        assert [one.id for one in store.choices(db)] == [first.id]
        assert store.view(db, second.id).version == "1.1.0", "who sits it goes on"
        assert [one.version for one in store.listed(db)] == ["1.0.0", "1.1.0"]


def test_an_overlay_is_a_version_of_its_own(database: Database, clock: FrozenClock) -> None:
    items = [choice("secret")]
    private = Overlay(BankFile({"items": items}, {}), "essai", "court", tuple(items), public=False)
    open_, closed = load(database, clock), load(database, clock, private)
    assert (open_.public, closed.public, closed.items) == (True, False, 10)
    assert closed.version.startswith("1.0.0+p.")
    assert not load(database, clock, private).fresh


# The command


@pytest.fixture
def settings(config: Config, tmp_path: Path) -> dict[str, str]:
    return {
        "CARTABLE_ENV": "development",
        "CARTABLE_DATA": str(tmp_path / "data"),
        "CARTABLE_DATABASE_URL": config.database_url,
    }


def run(settings: dict[str, str], *line: object) -> Result:
    return CliRunner().invoke(commands, [str(part) for part in line], env=settings)


def test_an_exam_is_loaded_listed_and_retired(
    database: Database, settings: dict[str, str], tmp_path: Path
) -> None:
    file = packed(tmp_path / "court-exam.zip")
    assert "essai, court 1.0.0: 9 items." in run(settings, "load", file).output
    again = run(settings, "load", file)
    assert (again.exit_code, again.output) == (0, "essai, court 1.0.0 is already loaded.\n")
    (row,) = json.loads(run(settings, "list", "--json").output)
    assert (row["version"], row["public"], row["retired"]) == ("1.0.0", True, None)
    assert run(settings, "retire", row["id"]).exit_code == 0
    (row,) = json.loads(run(settings, "list", "--json").output)
    assert row["retired"] is not None
    private = overlaid(tmp_path / "private.json")
    why = ("--certifying-override", "session d’essai")
    assert "+p." in run(settings, "load", file, "--overlay", private, *why).output
    with database.system(read=True) as db:
        kept = db.query(Bank).filter(Bank.public.is_(False)).one()
        assert kept.override_reason == "session d’essai"


def test_a_refusal_says_what_is_wrong(
    database: Database, settings: dict[str, str], tmp_path: Path
) -> None:
    bad = exam([choice("a")])
    refused = run(settings, "load", packed(tmp_path / "bad.zip", data=bad))
    assert refused.exit_code == 1
    assert "not enough items for 9 about 'o-1'" in refused.output
    changed = packed(tmp_path / "changed.zip", data=exam() | {"date": "2026-10-01"})
    assert run(settings, "load", packed(tmp_path / "good.zip")).exit_code == 0
    assert run(settings, "load", changed).exit_code == 1
    assert run(settings, "retire", BANK_ID).exit_code == 1
    with database.read(None) as db:
        assert len(store.listed(db)) == 1


def test_what_cartable_overlay_takes_apart_is_laid_on(
    database: Database, settings: dict[str, str], tmp_path: Path
) -> None:
    public = packed(tmp_path / "public.zip")
    mine = exam([*nine(), choice("prive", text={"fr": MEDIUM, "en": MEDIUM})])
    private = packed(tmp_path / "private.zip", {"media/x.png": PNG}, mine)
    with (tmp_path / "overlay.zip").open("wb") as made:
        write_zip(private_items(public, private), "overlay.json", made)
    loaded = run(settings, "load", public, "--overlay", tmp_path / "overlay.zip")
    assert loaded.exit_code == 0, loaded.output
    assert "10 items" in loaded.output
    assert "lie open" not in loaded.output
