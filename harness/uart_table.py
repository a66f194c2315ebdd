"""The table ``[uart]`` of a ``target.toml`` -> :class:`~harness.model.Uart`."""

from __future__ import annotations

from harness.model import RegisterWrite, Uart, UartKind
from harness.toml_table import CheckedTable

UART, SERIAL = "uart", "serial"
_KEYS = ("kind", "base", "divider", "setup")
_SHAPE = '[uart] with kind and base, as console = "uart"'
_SETUP = "a list of [address, bits to clear, bits to set], each 0 to 0xFFFFFFFF"
_WORD_BYTES = 4
# All sample a bit 16 times. CMSDK: 20 bits (DDI 0479, APB UART); STM32: 16 bits (RM0008, RM0385, USART_BRR).
_LEAST_DIVIDER = 16
_MOST_DIVIDER = {UartKind.CMSDK: 0xFFFFF, UartKind.STM32_V1: 0xFFFF, UartKind.STM32_V2: 0xFFFF}


def read_uart(table: CheckedTable, console: str, *, required: bool) -> Uart | None:
    """The UART that ``table``, a board or one of its memory variants, describes; None where it has none.

    Raises:
        ConfigError: a mistake in it, or it is missing though ``required``, or the console is no UART.
    """
    if console != UART:
        if UART in table:
            table.wrong(UART, f'no such table, as console = "{console}"')
        return None
    if UART not in table:
        if required:
            table.wrong(UART, f"a table {_SHAPE}")
        return None
    return _read(table, UART)


def read_serial(table: CheckedTable) -> Uart | None:
    """The UART of ``[serial]``: the real board's serial port, for applications; None where there is none.

    Raises:
        ConfigError: a mistake in it.
    """
    return _read(table, SERIAL) if SERIAL in table else None


def _read(table: CheckedTable, key: str) -> Uart:
    inner = table.table(key, _SHAPE)
    inner.check_keys(_KEYS)
    kind = UartKind(inner.choice("kind", list(UartKind), None))
    base = inner.address("base")
    if not _is_register(base):
        inner.wrong("base", "the address of its first register, a multiple of 4")
    setup = [
        RegisterWrite(address=address, clear=clear, set_bits=set_bits)
        for address, clear, set_bits in inner.rows("setup", 3, _SETUP)
    ]
    if not all(_is_register(each.address) for each in setup):
        inner.wrong("setup", "addresses of registers, multiples of 4")
    return Uart(
        kind=kind,
        base=base,
        divider=inner.integer("divider", _LEAST_DIVIDER, _MOST_DIVIDER[kind]),
        setup=tuple(setup),
    )


def _is_register(address: int) -> bool:
    return address > 0 and address % _WORD_BYTES == 0
