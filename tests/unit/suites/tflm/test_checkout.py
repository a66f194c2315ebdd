"""Checkouts: what they must have, what of them is missing, and how they are asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import EnvironmentMissingError, UsageError
from harness.suites.tflm import STOCK, TflmOptions
from harness.suites.tflm.ask import question_for
from harness.suites.tflm.checkout import Checkout, check_path, open_checkout
from harness.suites.tflm.downloads import missing_parts
from harness.suites.tflm.overlay import write_overlay
from harness.targets import load_targets

FAKE = Path(__file__).parents[3] / "data" / "fake_tflm"
TARGETS = load_targets()


def test_a_checkout_must_be_named_and_be_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--tflm-root"):
        open_checkout(None)
    with pytest.raises(UsageError, match="no such folder"):
        open_checkout(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="tools/make/Makefile is missing"):
        open_checkout(tmp_path)
    assert open_checkout(FAKE).boards() == ("bluepill",)


@pytest.mark.parametrize("name", ["a b", "a:b", "a$b", "a#b", "a%b"])
def test_folders_that_make_cannot_name_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="make cannot work"):
        check_path(Path("/x", name))


def make_folder(root: Path) -> Path:
    folder = root / "tensorflow/lite/micro/tools/make"
    for inner in ("targets", "downloads", "ext_libs"):
        (folder / inner).mkdir(parents=True)
    return folder


def test_missing_parts_are_found_in_the_makefiles_own_text(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    (folder / "Makefile").write_text(
        "include $(MAKEFILE_DIR)/third_party.inc\n"
        "X := $(shell $(MAKEFILE_DIR)/flat_download.sh $(DOWNLOADS_DIR) $(TENSORFLOW_ROOT))\n"
    )
    (folder / "third_party.inc").write_text(
        'RUY_URL="https://x.invalid/ruy.zip"\n'
        "$(eval $(call add_third_party_download,$(RUY_URL),$(RUY_MD5),ruy,))\n"
    )
    (folder / "flat_download.sh").write_text(
        '# https://x.invalid/about\nFLAT=${DOWNLOADS_DIR}/flat\nURL="https://x.invalid/flat.zip"\n'
    )
    (folder / "ext_libs/fast.inc").write_text(
        "R := $(shell $(MAKEFILE_DIR)/ext_libs/fast_download.sh ${DOWNLOADS_DIR})\n"
    )
    (folder / "ext_libs/fast_download.sh").write_text('PLACE="${DOWNLOADS_DIR}/fast"\n')
    checkout = Checkout(root=tmp_path)

    def missing(options: TflmOptions) -> dict[str, str]:
        found = missing_parts(checkout, options, TARGETS["host"])
        return {part.place.name: part.source for part in found}

    own = {"ruy": "https://x.invalid/ruy.zip", "flat": "https://x.invalid/flat.zip"}
    assert missing(TflmOptions()) == own
    assert missing(TflmOptions(kernels="fast")).keys() == {*own, "fast"}
    # the Makefile makes ruy's folder before it downloads: an empty one is no download
    (folder / "downloads/ruy").mkdir()
    (folder / "downloads/flat").mkdir()
    assert missing(TflmOptions()).keys() == {"ruy"}
    (folder / "downloads/ruy/file").touch()
    assert missing(TflmOptions()) == {}


def test_a_stock_board_has_parts_of_its_own(tmp_path: Path) -> None:
    folder = make_folder(tmp_path)
    (folder / "Makefile").write_text("")
    (folder / "targets/bluepill_makefile.inc").write_text(
        "$(eval $(call add_third_party_download,$(BARE_URL),$(BARE_MD5),bare_lib,))\n"
    )
    checkout = Checkout(root=tmp_path)
    stock = missing_parts(checkout, TflmOptions(board=STOCK), TARGETS["bluepill"])
    assert [part.place.name for part in stock] == ["bare_lib"]
    assert missing_parts(checkout, TflmOptions(), TARGETS["bluepill"]) == ()


def test_the_overlay_follows_the_checkout(tmp_path: Path) -> None:
    source = make_folder(tmp_path / "checkout")
    (source / "Makefile").write_text("")
    (source / "targets/a_makefile.inc").write_text("")
    checkout = Checkout(root=tmp_path / "checkout")
    overlay = tmp_path / "overlay"
    write_overlay(overlay, checkout)
    names = {path.name for path in (overlay / "targets").iterdir()}
    assert names == {"a_makefile.inc", "harness_makefile.inc"}
    assert (overlay / "Makefile").samefile(source / "Makefile")
    (source / "targets/a_makefile.inc").rename(source / "targets/b_makefile.inc")
    write_overlay(overlay, checkout)
    assert {path.name for path in (overlay / "targets").iterdir()} == {
        *("b_makefile.inc", "harness_makefile.inc"),
    }


def test_options_become_variables_and_folders() -> None:
    bluepill, host = TARGETS["bluepill"], TARGETS["host"]
    plain = TflmOptions()
    assert plain.make_variables(bluepill) == (
        *("TARGET=harness", "HARNESS_CPU=cortex-m3", "HARNESS_FLOAT_ABI=soft", "HARNESS_FPU=none"),
    )
    assert plain.make_variables(host) == ()
    other = TflmOptions(board=STOCK, kernels="cmsis_nn", build_type="debug", make_args=("X=1",))
    assert other.make_variables(bluepill) == (
        *("TARGET=bluepill", "OPTIMIZED_KERNEL_DIR=cmsis_nn", "BUILD_TYPE=debug", "X=1"),
    )
    folders = {
        each.folder_name(bluepill, foreign=foreign)
        for each in (plain, other, TflmOptions(make_args=("X=2",)), TflmOptions(kernels="cmsis_nn"))
        for foreign in (False, True)
    }
    assert len(folders) == 8
    assert plain.folder_name(bluepill, foreign=False) == "bluepill"
    with pytest.raises(UsageError, match="NAME=value"):
        TflmOptions(make_args=("-B",)).make_variables(bluepill)


def test_make_must_be_there_and_able(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout, host = open_checkout(FAKE), TARGETS["host"]
    with pytest.raises(UsageError, match="make cannot work"):
        question_for(checkout, TflmOptions(), host, tmp_path / "a b")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentMissingError, match="make is not installed"):
        question_for(checkout, TflmOptions(), host, tmp_path)
