"""Lessons in Voila, with the network cut."""

import pytest
from pages import SOME, copied, every_control_moves, serving, wait_for
from small import free_port

pytest.importorskip("voila", reason="Voila is an extra: pip install -e '.[voila]'.")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def voila(tmp_path_factory):
    """Voila on the loopback address, over all lessons."""
    port, folder = free_port(), copied(tmp_path_factory.mktemp("lessons"))
    # A kernel a page: without this they would all stay, each with its libraries.
    culled = ("--MappingKernelManager.cull_interval=2", "--MappingKernelManager.cull_idle_timeout=3")
    command = ("voila", ".", "--no-browser", f"--port={port}", *culled)
    with serving(*command, port=port, path="/static/x", folder=folder) as address:
        yield address


@pytest.mark.parametrize("name", SOME)
def test_charts_move(name, voila, open_page):
    page = open_page(f"{voila}/voila/render/{name}.ipynb")
    wait_for(page, lambda: page.drawn() >= 2, 90)
    every_control_moves(page)
    assert "Javascript Error" not in page.content()
    # Voila's own template asks for an icon font; our part asks for nothing.
    assert [address for address in page.outside if "fontawesome" not in address] == []
