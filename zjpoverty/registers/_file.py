"""The file of a register: opened with care, made whole or not at all, and refused if it is something else."""

import contextlib
import getpass
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb

from ._workflow import Refused

FORMAT = 1
TEMPLATES = Path(__file__).resolve().parent

# A file from elsewhere may hold a view that reads other files, or name an extension to load: neither is done for it.
_CLOSED = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
}
# A register has many small tables: in blocks of the usual size, its smallest file would be ten times as large.
_BLOCKS = {"default_block_size": "16384"}
# Written out in full, since a file may bring a macro called duckdb_tables or count.
_CATALOGUE = (
    "SELECT 'macro', function_name, '' FROM system.main.duckdb_functions() WHERE NOT internal",
    "SELECT 'schema', schema_name, '' FROM system.main.duckdb_schemas() WHERE NOT internal",
    "SELECT 'sequence', sequence_name, '' FROM system.main.duckdb_sequences()",
    "SELECT 'type', type_name, '' FROM system.main.duckdb_types() WHERE NOT internal",
    "SELECT 'view', view_name, sql FROM system.main.duckdb_views() WHERE NOT internal",
    "SELECT 'table', table_name, sql FROM system.main.duckdb_tables() WHERE NOT internal",
)


def template(name: str) -> str:
    """Text of a shipped page of SQL."""
    return (TEMPLATES / f"{name}.sql").read_text(encoding="utf-8")


# --- opening --------------------------------------------------------------------------------------------------------


def connect(file: str | Path, write: bool = False, wait: float = 0.0) -> duckdb.DuckDBPyConnection:
    """Connect to a register that exists.

    Parameters
    ----------
    file : path
        The file.
    write : bool
        Whether it may be changed. While one process writes, no other has the file open.
    wait : float
        Seconds to wait for another process to let go of it.

    Raises
    ------
    Refused
        If there is no such file, it is no register of this format, or another process holds it.
    """
    file = Path(file)
    if not file.is_file():
        raise Refused(f"There is no file {file}. Make a register with: zjpoverty register build FILE.")
    connection = _patiently(file, write, wait)
    try:
        _check(connection, file)
    except BaseException:
        connection.close()
        raise
    return connection


def _patiently(file: Path, write: bool, wait: float) -> duckdb.DuckDBPyConnection:
    end = time.monotonic() + wait
    while True:
        try:
            return duckdb.connect(str(file), read_only=not write, config=_CLOSED)
        except duckdb.Error as error:
            if not _locked(error) or time.monotonic() >= end:
                raise Refused(_sentence(file, str(error), write)) from None
        time.sleep(0.05)


def _locked(error: Exception) -> bool:
    return any(words in str(error) for words in ("lock on file", "being used by another process", "different config"))


def _sentence(file: Path, error: str, write: bool) -> str:
    if "different config" in error:
        return f"{file} is open in this process in another way. Close it there first."
    if _locked(Exception(error)):
        holder = re.search(r"\(PID (\d+)\)", error)
        who = f"process {holder[1]}" if holder else "another process"
        doing = "Only one process at a time may write, and none reads meanwhile" if write else "It may be writing"
        return f"{file} is in use by {who}. {doing}: try again when it has ended, or wait for it."
    if "not a valid DuckDB" in error:
        return f"{file} is no register: it is not a DuckDB file."
    if "Permission" in error or "read-only" in error:
        return f"{file} cannot be {'written to' if write else 'read'}: permission denied."
    return f"{file} cannot be opened: {error.strip().splitlines()[0]}"


@contextlib.contextmanager
def shown(connection: duckdb.DuckDBPyConnection, name: str, frame) -> Iterator[None]:
    """Let the connection read a dataframe under a name, within the block."""
    connection.register(name, frame)
    try:
        yield
    finally:
        # In a transaction that has failed this is refused, and must not take the place of what it failed of.
        with contextlib.suppress(duckdb.Error):
            connection.unregister(name)


# --- is it one of ours? ---------------------------------------------------------------------------------------------


def _catalogue(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    return {(kind, name): sql for query in _CATALOGUE for kind, name, sql in connection.execute(query).fetchall()}


@cache
def _expected() -> dict[tuple[str, str], str]:
    with duckdb.connect() as connection:
        connection.execute(template("schema"))
        return _catalogue(connection)


def _check(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Read no table or view of the file before it is known that they are the ones of a register."""
    found, expected = _catalogue(connection), _expected()
    card = ("table", "card")
    if found.get(card) != expected[card]:
        raise Refused(f"{file} is no register: it is a DuckDB file of another kind.")
    given = connection.execute("SELECT format FROM card").fetchall()
    if len(given) != 1:
        raise Refused(f"{file} is no whole register: its card is missing.")
    if given[0][0] != FORMAT:
        raise Refused(
            f"{file} is a register of format {given[0][0]}; this version reads format {FORMAT}. Build it anew."
        )
    for kind, name in sorted(found.keys() | expected.keys()):
        if found.get((kind, name)) != expected.get((kind, name)):
            how = (
                "lacks the" if (kind, name) not in found else "has another" if (kind, name) in expected else "adds the"
            )
            raise Refused(f"{file} is not a register as we make them: it {how} {kind} {name[:60]!r}. It was not read.")


# --- making ---------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def created(file: str | Path, force: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Connection to a new register, which takes its name when it is whole.

    It is written beside the file, as FILE.part, and is given the name when the block ends without an error.

    Raises
    ------
    Refused
        If the file exists (with ``force``: if it is no register, or in use), if its folder does not, or if another
        process is building it.
    """
    file = Path(file)
    if not file.parent.is_dir():
        raise Refused(f"The folder {file.parent} does not exist. Make it first.")
    with _alone(file):
        _check_free(file, force)
        part = file.with_name(f"{file.name}.part")
        _remove(part)
        try:
            connection = duckdb.connect(str(part), config=_CLOSED | _BLOCKS)
            try:
                connection.execute(f"BEGIN; {template('schema')}; COMMIT")  # else each statement waits for the disk
                yield connection
                connection.execute("CHECKPOINT")
            except duckdb.IOException as error:
                raise Refused(f"{part} could not be written: {str(error).splitlines()[0]}") from None
            finally:
                connection.close()
            _name(part, file, force)
        finally:
            _remove(part)


def _check_free(file: Path, force: bool) -> None:
    if not os.path.lexists(file):
        return
    if not force:
        raise Refused(
            f"{file} exists already. Nothing was written. Give another name, or --force to replace a register."
        )
    # To open it for writing says that it is a register and that nobody has it open, and clears its write-ahead log,
    # which must not be left for the new file.
    connect(file, write=True).close()


def _remove(part: Path) -> None:
    for path in (part, part.with_name(f"{part.name}.wal")):
        path.unlink(missing_ok=True)


def _name(part: Path, file: Path, force: bool) -> None:
    with part.open("rb+") as handle:
        os.fsync(handle.fileno())
    if force:
        _check_free(file, force)  # once more: it may have been opened while the new one was being built
        os.replace(part, file)
        return
    try:
        os.link(part, file)  # unlike a renaming, it fails if the name was taken meanwhile
    except FileExistsError:
        raise Refused(f"{file} was made by another while this one was being built. Nothing was written.") from None
    except OSError:  # a file system without links
        _check_free(file, force)
        os.rename(part, file)


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    # In the folder for temporary files, so that nothing is left beside the register.
    name = hashlib.sha256(os.fsencode(file.resolve())).hexdigest()[:24]
    lock = FileLock(Path(tempfile.gettempdir()) / f"zjpoverty-{_user()}-{name}.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise Refused(f"{file} is being built by another process. Wait for it, or give another name.") from None
    try:
        yield
    finally:
        lock.release()


def _user() -> str:
    with contextlib.suppress(OSError, KeyError, ImportError):
        return re.sub(r"\W", "_", getpass.getuser())
    return "user"
