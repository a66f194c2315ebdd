"""A suite that is one boot and a scripted dialogue: ``[suite.NAME]`` with cases."""

from __future__ import annotations

from pathlib import Path

import msgspec

from harness.build.context import BuildContext
from harness.dialogues import Dialogue
from harness.errors import BadBinaryError, ConfigError
from harness.images import image_format
from harness.model import MemoryVariant, Target, TestBinary
from harness.suggest import did_you_mean
from harness.suites.prebuilt import PrebuiltSuite
from harness.suites.protocol import Prepared, SourcePlace


class DialogueSuite:
    """What ``dialogue`` boots, under the suite's own name. Nothing is built."""

    def __init__(self, name: str, dialogue: Dialogue) -> None:
        self.name = name
        self.dialogue = dialogue

    def sources(self) -> tuple[SourcePlace, ...]:
        """The images, wherever they lie."""
        files = self.dialogue.files
        return tuple(SourcePlace(path=file.parent, files=frozenset([file])) for file in files)

    async def prepare(self, target: Target, variant: MemoryVariant, context: BuildContext) -> Prepared:
        """Look at every image.

        Raises:
            BadBinaryError: one is missing, damaged, or for another machine.
            ConfigError: the board has no such image, or needs another.
        """
        dialogue = self.dialogue
        if target.slots:
            binary = boots_images(self.name, self.name, target, self._slots(target), self._remedy)
        elif dialogue.elf is None:
            raise ConfigError(
                f"{self._place}.images: {target.name} takes a program", remedy='write elf = "PATH" instead'
            )
        else:
            self._check(dialogue.elf)
            prepared = await PrebuiltSuite(self.name, [dialogue.elf]).prepare(target, variant, context)
            if not prepared.binaries:
                return prepared
            binary = msgspec.structs.replace(prepared.binaries[0], name=self.name)
        for image in dialogue.beside:
            self._check(image.path)
            image_format(image)
        return Prepared(
            binaries=(
                msgspec.structs.replace(
                    binary,
                    images=dialogue.beside,
                    declared=dialogue.script.declared,
                    timeout_s=dialogue.timeout_s,
                ),
            ),
            scripts={self.name: dialogue.script},
        )

    @property
    def _place(self) -> str:
        return f"{self.dialogue.script.file}: suite.{self.name}"

    @property
    def _remedy(self) -> str:
        build = self.dialogue.build
        return f"build it: {build}" if build else "build it, or correct its path"

    def _check(self, path: Path) -> None:
        if not path.is_file():
            raise BadBinaryError(f"{self._place}: {path}: there is no such file", remedy=self._remedy)

    def _slots(self, target: Target) -> dict[str, str]:
        known = {slot.name: slot for slot in target.slots}
        if self.dialogue.elf is not None:
            boots = " or ".join(" and ".join(names) for names in target.boots_with)
            raise ConfigError(
                f"{self._place}.elf: {target.name} boots images of yours", remedy=f"give images: {boots}"
            )
        for name in self.dialogue.images:
            if name not in known:
                hint = did_you_mean(name, known)
                raise ConfigError(f"{self._place}.images.{name}: {target.name} has no such image; {hint}")
        return {
            name: value if known[name].is_text else str(self.dialogue.image_path(value))
            for name, value in self.dialogue.images.items()
        }


def boots_images(name: str, suite: str, target: Target, filled: dict[str, str], remedy: str) -> TestBinary:
    """The images in ``filled`` (slot -> path or text) as what ``target`` boots.

    Raises:
        BadBinaryError: an image is missing, or there is not enough to boot.
    """
    slots = {slot.name: slot for slot in target.slots}
    enough = next((names for names in target.boots_with if all(each in filled for each in names)), None)
    if enough is None:
        wanted = " or ".join(" and ".join(names) for names in target.boots_with)
        raise BadBinaryError(
            f"{name}: {target.name} boots with {wanted}, found {', '.join(filled) or 'no image'}",
            remedy=f"{target.boots_with[0][0]} is {slots[target.boots_with[0][0]].title}",
        )
    others = {each for names in target.boots_with for each in names} - set(enough)
    if twice := [each for each in filled if each in others]:
        raise BadBinaryError(
            f"{name}: {target.name} boots with {' and '.join(enough)}, "
            f"and {twice[0]} lies in the same memory",
            remedy="give one of them",
        )
    for slot_name, value in filled.items():
        slot = slots[slot_name]
        if not slot.is_text and not Path(value).is_file():
            raise BadBinaryError(
                f"{value}: there is no such file; {slot_name} is {slot.title}", remedy=remedy
            )
    return TestBinary(name=name, suite=suite, target=target.name, elf=Path(filled[enough[0]]), slots=filled)
