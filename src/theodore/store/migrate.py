"""The journal's schema: which one it has, and bringing it to ours."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from theodore.store.schema import REVISION


class UnknownSchema(Exception):
    """The schema is none that this version knows: a later one made it. found: its revision."""

    def __init__(self, found: str) -> None:
        super().__init__(f"schema {found}, ours is {REVISION}")
        self.found = found


def revision(connection: Connection) -> str | None:
    """The revision of the schema that is there; None where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def is_empty(connection: Connection) -> bool:
    """Whether the file holds nothing: a process that was about to make the journal died before it had."""
    return not inspect(connection).get_table_names()


def migrate(connection: Connection, to: str = REVISION) -> None:
    """Bring the schema to this revision, ours, inside the caller's transaction: all of it or nothing.

    Raises UnknownSchema where there is no way from that schema to ours.
    """
    found = revision(connection)
    if found == to:
        return
    # alembic takes longer to import than most commands take to run, and is needed once a version
    from alembic import command  # noqa: PLC0415 - as said
    from alembic.config import Config  # noqa: PLC0415 - as said
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as said

    config = Config()
    config.set_main_option("script_location", "theodore.store:migrations")
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise UnknownSchema(found)
    command.upgrade(config, to)
