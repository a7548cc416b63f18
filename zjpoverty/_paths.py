"""Where the shipped tables and lessons lie: inside an installed package, or beside it in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    # A wheel carries both folders inside the package. An editable install finds them beside it: there, hatchling's
    # force-include does nothing.
    for place in (_PACKAGE / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f"The folder {name}/ is neither in the package ({_PACKAGE}) nor beside it. "
        "Install zjpoverty again, or work in a full checkout."
    )


def data_dir() -> Path:
    """Folder of the tables and their descriptor."""
    return _folder("data")


def notebooks_dir() -> Path:
    """Folder of the lessons."""
    return _folder("notebooks")
