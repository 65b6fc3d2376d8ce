from __future__ import annotations

import pytest
from serve_fake import BOARDS, FIRST, NAMES, NOWHERE, SECOND, FakeShowing

from adwatch.demo import boards as demo
from adwatch.demo.serve.app import APPS, DemoBoards
from adwatch.errors import UnknownName


def test_every_demo_board_has_an_application():
    assert {board.name for board in demo.BOARDS} <= set(APPS)


def test_a_board_without_one_is_named():
    with pytest.raises(UnknownName, match="nergensvoorbeeld"):
        DemoBoards(NOWHERE, FakeShowing(), NAMES, FIRST)


def test_all_boards_turn_to_a_night():
    boards = DemoBoards(BOARDS, FakeShowing(), NAMES, FIRST)
    boards.show(SECOND)
    assert {boards.night, *(board.night for board in boards.tonight.values())} == {SECOND}


def test_counts_start_at_zero_and_can_be_reset():
    boards = DemoBoards(BOARDS, FakeShowing(), NAMES, FIRST)
    boards.tonight["marktvoorbeeld"].pages["listing"] += 1
    assert boards.served()["marktvoorbeeld"]["listing"] == 1
    boards.reset_counts()
    assert boards.served()["marktvoorbeeld"] == {"listing": 0, "detail": 0, "robots": 0, "other": 0}
