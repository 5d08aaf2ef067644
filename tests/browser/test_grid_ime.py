"""Chinese by an input method, into the grid: the library was chosen for this (stack.md)."""

import pytest

from tests.browser import both_browsers
from tests.browser.grid import Sheet

pytestmark = both_browsers
PROCESS = {"windowsVirtualKeyCode": 229, "key": "Process"}
# Scrolls the table until half of the cell is under the frozen columns or beyond the right edge.
HALF_HIDE = """(cell, side) => {
  const scroller = cell.closest("[data-grid-table]");
  const box = scroller.getBoundingClientRect();
  const frozen = scroller.querySelector("thead .f1").getBoundingClientRect().right;
  const middle = () => {
    const at = cell.getBoundingClientRect();
    return (at.left + at.right) / 2;
  };
  scroller.scrollLeft += middle() - (side === "left" ? frozen : box.right);
  const at = cell.getBoundingClientRect();
  const off = middle() - (side === "left" ? frozen : box.right);
  return {x: side === "left" ? at.right - 6 : at.left + 6, y: at.top + 8, off: Math.abs(off)};
}"""

HIDDEN = """cell => {
  const box = cell.closest("[data-grid-table]").getBoundingClientRect();
  const frozen = cell.closest("table").querySelector("thead .f1").getBoundingClientRect().right;
  const at = cell.getBoundingClientRect();
  return Math.max(frozen - at.left, at.right - box.right, 0);
}"""


class InputMethod:
    """The keys and compositions that a pinyin input method sends."""

    def __init__(self, page) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def _letter(self, letter: str, so_far: str) -> None:
        key = {**PROCESS, "code": f"Key{letter.upper()}"}
        self.session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
        self._show(so_far)
        self.session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})

    def _show(self, so_far: str) -> None:
        at = {"selectionStart": len(so_far), "selectionEnd": len(so_far)}
        self.session.send("Input.imeSetComposition", {"text": so_far, **at})

    def spell(self, letters: str) -> None:
        for end, letter in enumerate(letters, 1):
            self._letter(letter, letters[:end])

    def write(self, letters: str, words: str) -> None:
        """Spells, corrects a slip of the finger, and takes the candidate with the space bar."""
        self.spell(f"{letters}x")
        self._letter("backspace", letters)
        self.session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **PROCESS})
        self.session.send("Input.insertText", {"text": words})

    def give_up(self, letters: str) -> None:
        self.spell(letters)
        self._show("")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


@pytest.fixture
def sheet(county, page, login):
    return Sheet(login(page, "xueguan"))


@pytest.fixture
def hand(sheet, page):
    return InputMethod(page)


def click_half_hidden(sheet, row: int, key: str, side: str) -> None:
    spot = sheet.cell(row, key).evaluate(HALF_HIDE, side)
    assert spot["off"] < 2, f"{key} cannot be half hidden"
    sheet.page.mouse.click(spot["x"], spot["y"])
    assert sheet.cell(row, key).evaluate(HIDDEN) == 0, f"{key} is not brought into sight"


def texts_after_a_reload(sheet, *cells: tuple[int, str]) -> list[str]:
    sheet.saved()
    before = [sheet.text(row, key) for row, key in cells]
    sheet.page.reload()
    sheet.ready()
    assert [sheet.text(row, key) for row, key in cells] == before
    return before


def test_a_long_mixed_script_arrives_whole(sheet, hand, page):
    sheet.choose(0, "land.ref")
    hand.write("buzheng", "补正材料")  # on a selected cell, without opening it
    page.keyboard.type(" 2 of 3，")
    hand.write("zaibao", "再报")
    hand.press("Enter")
    hand.write("dengpifu", "等批复")  # Enter went down: the same column of the next row
    hand.press("Tab", "Shift+Tab", "F2", "Home")
    hand.write("reng", "仍")
    hand.press("End")
    hand.give_up("shenm")
    page.keyboard.type("!")
    hand.press("Enter")
    hand.give_up("quxiao")  # a composition given up leaves the cell empty
    hand.press("Escape")

    sheet.choose(0, "eia.status")
    hand.write("zujuan", "组卷")  # a drop-down narrows to what is composed
    hand.press("Tab", "Tab")
    page.keyboard.type("12.30")
    hand.press("Tab")
    hand.write("pingshen", "专家评审")
    hand.press("Enter")
    page.keyboard.type("latin")
    hand.press("Enter")
    hand.write("xianchang", "现场踏勘")
    hand.press("Enter", "Control+z", "Control+y")

    assert texts_after_a_reload(
        sheet,
        *((row, "land.ref") for row in range(3)),
        *((0, f"eia.{name}") for name in ("status", "date", "ref")),
        *((row, "eia.ref") for row in (1, 2)),
    ) == [
        *("补正材料 2 of 3，再报", "仍等批复!", ""),
        *("组卷中", "2022-12-30", "专家评审"),
        *("latin", "现场踏勘"),
    ]


def test_half_hidden_cells_take_the_first_word(sheet, hand, page):
    page.set_viewport_size({"width": 900, "height": 600})
    cells = []
    for row, key, side in (
        (0, "land.ref", "right"),
        (1, "land.ref", "left"),
        (0, "eia.ref", "left"),
        (1, "energy.ref", "right"),
        (2, "issue", "right"),
        (2, "planning.ref", "left"),
        (0, "note", "right"),
        (1, "week", "left"),
    ):
        click_half_hidden(sheet, row, key, side)
        hand.write("ci", f"第{len(cells)}词")
        hand.press("Enter")
        cells.append((row, key))

    assert texts_after_a_reload(sheet, *cells) == [f"第{n}词" for n in range(len(cells))]
