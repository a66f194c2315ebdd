#!/usr/bin/env bash
# Makes a checkout ready: Debian packages that are missing, .venv, and harness in it.
# Running it again is safe and quick; it needs neither HOME nor a terminal.
#
#     ./bootstrap.sh              for users and developers
#     ./bootstrap.sh --tests      only what tests need beside: a browser, a container engine; tox does that
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# package:what it brings (a program on PATH, or a library that the cross compiler finds)
PACKAGES=(
    qemu-system-arm:qemu-system-arm
    gcc-arm-none-eabi:arm-none-eabi-gcc
    libnewlib-arm-none-eabi:libc_nano.a
    libstdc++-arm-none-eabi-newlib:libstdc++_nano.a
    cmake:cmake
    ninja-build:ninja
    ccache:ccache
    g++:g++
    gdb-multiarch:gdb-multiarch
    git:git
)
TEST_PACKAGES=(
    chromium:chromium
    debootstrap:debootstrap
    docker.io:dockerd
    fish:fish
    gcc-aarch64-linux-gnu:aarch64-linux-gnu-gcc
    zsh:zsh
)
VENV=.venv
STAMP=$VENV/bootstrap.stamp

say() { printf 'bootstrap: %s\n' "$*"; }
fail() { printf 'bootstrap: error: %s\n' "$*" >&2; exit 6; }

have() { # have PACKAGE WHAT
    [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]] && return
    case $2 in
        *.a) [[ "$(arm-none-eabi-gcc -mthumb -mcpu=cortex-m3 -print-file-name="$2" 2>/dev/null)" == /* ]] ;;
        *) command -v "$2" >/dev/null ;;
    esac
}

as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    elif ! command -v sudo >/dev/null; then
        fail "neither root nor sudo; run as root: $*"
    elif [[ -t 0 ]]; then
        sudo "$@"
    else
        sudo -n "$@" # nobody is there to type a password
    fi
}

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" </dev/null; }

install_packages() {
    command -v apt-get >/dev/null ||
        fail "missing: $*; this is no Debian or Ubuntu, install them with your package manager and run this again"
    say "installing Debian packages: $*"
    apt install -y --no-install-recommends "$@" >/dev/null 2>&1 && return
    say "the package lists are old or absent: apt-get update"
    apt update >/dev/null || fail "apt-get update failed; check the network and the sources of apt, and rights (root or sudo)"
    apt install -y --no-install-recommends "$@" >/dev/null ||
        fail "apt-get could not install $*; its message is above"
}

find_python() { # prints the first Python from 3.11 on that can make environments
    local path
    while IFS= read -r path; do
        if "$path" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$path"
            return
        fi
    done < <(type -aP python3.11 python3.12 python3.13 python3.14 python3)
    return 1
}

provide() { # provide PACKAGE:WHAT... installs those that are missing
    local pair missing=()
    for pair in "$@"; do
        have "${pair%%:*}" "${pair#*:}" || missing+=("${pair%%:*}")
    done
    if [[ ${#missing[@]} -gt 0 ]]; then
        install_packages "${missing[@]}"
    fi
}

case ${1-} in
    "") ;;
    --tests)
        provide "${TEST_PACKAGES[@]}"
        exit
        ;;
    *) fail "unknown option $1; there is only --tests" ;;
esac

provide "${PACKAGES[@]}"

wanted="$PWD $(cksum pyproject.toml)"
if [[ -x $VENV/bin/harness && "$(cat "$STAMP" 2>/dev/null)" == "$wanted" ]] && $VENV/bin/python -c '' 2>/dev/null; then
    say "ready, nothing to do"
    exit 0
fi

if ! $VENV/bin/python -m pip --version >/dev/null 2>&1; then
    if ! python=$(find_python); then
        install_packages python3 python3-venv
        python=$(find_python) ||
            fail "Python 3.11 or newer is needed and this system's is older; install one (with its venv module) and run this again"
    fi
    say "making $VENV with $("$python" --version)"
    rm -rf "$VENV"
    "$python" -m venv "$VENV" || fail "$python could not make $PWD/$VENV; its message is above"
fi

say "installing harness and its development tools into $VENV"
$VENV/bin/python -m pip install -qq --disable-pip-version-check --no-input -e '.[dev]' ||
    fail "pip could not install them; check the network (or your pip configuration) and run ./bootstrap.sh again"
printf '%s\n' "$wanted" >"$STAMP"
say "ready: .venv/bin/harness test --target bluepill"
