#!/usr/bin/env bash
# The peer of the benchmark: the least that a shell can do. Every worker boots its share of the ELF files
# in QEMU, one at a time, and kills QEMU at the line that ends a run.
# usage: bare_loop.sh WORKERS MACHINE:ELF...
set -u
workers=$1
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

worker() {
    local number=$1 index=0 boot pid fifo=$folder/$1
    shift
    mkfifo "$fifo"
    for boot; do
        if ((index++ % workers == number)); then
            qemu-system-arm -M "${boot%%:*}" -nodefaults -display none -monitor none -serial none -no-reboot \
                -chardev stdio,id=c -semihosting-config enable=on,target=native,chardev=c \
                -kernel "${boot#*:}" </dev/null >"$fifo" 2>/dev/null &
            pid=$!
            grep -q -m1 '^~~~ALL TESTS PASSED~~~\|^~~~SOME TESTS FAILED~~~' <"$fifo"
            kill -KILL "$pid" 2>/dev/null
            wait "$pid" 2>/dev/null
        fi
    done
}

for ((each = 0; each < workers; each++)); do worker "$each" "$@" & done
wait
