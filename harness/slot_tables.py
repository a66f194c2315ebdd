"""``[images.NAME]`` and ``boots_with`` of a ``target.toml``: what a board boots that the user has built."""

from __future__ import annotations

from harness.model import Slot
from harness.suggest import did_you_mean
from harness.toml_table import CheckedTable

IMAGES = "images"
BOOTS_WITH = "boots_with"
PLACE = "{}"
_SHAPE = '[images.flash] args = ["-bios", "{}"]'
_KEYS = ("title", "args", "text")


def read_slots(table: CheckedTable) -> tuple[Slot, ...]:
    """The slots of the board, in the order of the file; none where it takes programs.

    Raises:
        ConfigError: a mistake in one.
    """
    found = []
    for name, inner in table.tables(IMAGES, _SHAPE).items():
        inner.check_keys(_KEYS)
        args = inner.texts("args")
        if sum(PLACE in arg for arg in args) != 1:
            inner.wrong(
                "args", f'words of a command line, one of them with {PLACE}, such as ["-bios", "{PLACE}"]'
            )
        found.append(Slot(name=name, title=inner.text("title", name), args=args, is_text=inner.flag("text")))
    return tuple(found)


def read_boots_with(table: CheckedTable, slots: tuple[Slot, ...]) -> tuple[tuple[str, ...], ...]:
    """Sets of slots, any of which is enough to boot; a board with slots has one at least.

    Raises:
        ConfigError: a mistake in it.
    """
    files = [slot.name for slot in slots if not slot.is_text]
    if not slots:
        if BOOTS_WITH in table:
            table.wrong(BOOTS_WITH, "no such key, as there is no [images.NAME]")
        return ()
    found = table.lists_of_texts(BOOTS_WITH)
    unknown = [name for names in found for name in names if name not in files]
    if unknown:
        table.wrong(BOOTS_WITH, f"names of images; {did_you_mean(unknown[0], files)}")
    if not found or not all(found):
        table.wrong(
            BOOTS_WITH, f'lists of images that are enough to boot, such as [["{(*files, "flash")[0]}"]]'
        )
    return found
