"""Nothing of what was replaced stays in the file: neither in free pages nor in its log of writes."""

from __future__ import annotations

from pathlib import Path
from sqlite3 import Error

from coder.model import CoderError
from coder.study import database
from coder.study.safety import backups, copying, exclusive
from coder.study.study import Study


def refuse_shared(study: Study) -> None:
    """Refuse while another program has the file open: it would go on with texts that are no more."""
    if study.path is None:
        return
    study.engine.dispose()
    with exclusive.alone(study.path.resolve()):
        pass
    database.keep_log(study.engine)


def clean(study: Study) -> None:
    """Build the file anew without what is free in it, and empty its write-ahead log.

    Raises:
        CoderError: another program came in between, or there is no room.
    """
    if study.path is None:
        return
    study.engine.dispose()
    connection = study.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.close()
    except Error as error:
        raise CoderError(_unclean(study.path, str(error))) from error
    finally:
        connection.close()
        study.engine.dispose()
    if busy:
        raise CoderError(_unclean(study.path, "another program has it open"))


def _unclean(path: Path, why: str) -> str:
    return (
        f"{path}: the names are replaced, but what is left of them in free parts of the file could not be "
        f"taken out ({why}). Close other programs and run the same command again."
    )


def delete(found: list[backups.Backup]) -> int:
    """Delete backups; returns how many."""
    for each in found:
        each.path.unlink(missing_ok=True)
        copying.beside(each.path, "-wal").unlink(missing_ok=True)
    return len(found)
