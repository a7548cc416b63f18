"""The drawing program: a specification as a PNG, and Vega itself as one script for pages."""

import io
import re
import sys

#: What JupyterLab draws by itself, offline and also in a notebook that is not trusted.
MIME = "application/vnd.vegalite.v5+json"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
SCALE = 1.5

# JupyterLab carries Vega-Lite 5.6. The PNG is drawn by the oldest version there is here, so that a newer feature is
# found out by the tests and not in a seminar.
_OLDEST = "5.8"

_made: list[str] = []


def png(spec: dict) -> bytes:
    """Draw a specification as a small PNG of at most 64 colours; the same bytes each time."""
    import vl_convert
    from PIL import Image

    drawn = Image.open(io.BytesIO(vl_convert.vegalite_to_png(spec, vl_version=_OLDEST, scale=SCALE)))
    small = drawn.convert("RGB").quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    small.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, made once a process; it sets ``window.vegaEmbed``."""
    if not _made:
        _made.append(_bundled())
    return _made[0]


def remember(script: str) -> None:
    """Take the script that another process has made with :func:`bundle`."""
    _made.append(script)


def _bundled() -> str:
    import vl_convert

    # The newest Vega-Lite 5, because the charts say that they are written for version 5.
    newest = max((v for v in vl_convert.get_vegalite_versions() if v.startswith("5.")), key=lambda v: int(v[2:]))
    script = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=newest)
    # Inside a string or a pattern "<\/" means "</"; without this the browser would end the script there.
    return re.sub(r"<(/script|!--)", r"<\\\1", script, flags=re.IGNORECASE)


if __name__ == "__main__":
    sys.stdout.buffer.write(bundle().encode())
