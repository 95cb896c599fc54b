#!/bin/sh
# Says what this machine lacks for the local cloud, one line each, all at once: preflight.sh [--table] [PORT...]
# With --table: everything that is looked for, what was found, and what is left out without it.
# Exits with 1 if anything that is needed is missing. The given ports have to be free.
set -u

rust_min=1.94.1
python_min=3.11
terraform_min=1.11
disk_min_gb=12
problems=0
table=
if [ "${1:-}" = --table ]; then
    table=yes
    shift
fi

has() {
    command -v "$1" >/dev/null 2>&1
}

# row WHAT FOUND VERDICT
row() {
    [ -z "$table" ] || printf '%-14s %-22s %s\n' "$1" "$2" "$3"
}

# problem WHAT FOUND WHAT-TO-DO: it is needed.
problem() {
    problems=1
    if [ -n "$table" ]; then row "$1" "$2" "NEEDED: $3"; else printf '%s\n' "$3" >&2; fi
}

# at_least VERSION MINIMUM, by as many numbers as the minimum has
at_least() {
    have=$1.
    need=$2.
    while [ -n "$need" ]; do
        number=${have%%.*}
        number=${number%%[!0-9]*} # 0-nightly
        [ "${number:-0}" -gt "${need%%.*}" ] && return 0
        [ "${number:-0}" -eq "${need%%.*}" ] || return 1
        have=${have#*.}
        need=${need#*.}
    done
}

row "what" "found" "what it means"

if has cargo && has rustc; then
    found=$(rustc --version 2>/dev/null | cut -d ' ' -f 2)
    if at_least "${found:-0.0}" "$rust_min"; then
        row Rust "$found" "good"
    else
        problem Rust "${found:-unreadable}" "Rust ${found:-of no readable version} is too old: $rust_min or later is needed; run \`rustup update stable\`."
    fi
else
    problem Rust missing "Rust (cargo, rustc) is missing: install $rust_min or later from https://rustup.rs."
fi

if has cc; then
    row "C compiler" "$(cc -dumpversion 2>/dev/null)" "good"
else
    problem "C compiler" missing "A C compiler and linker (cc) is missing: install one, on Debian and Ubuntu with \`apt install build-essential\`."
fi

if has python3; then
    found=$(python3 -c 'import platform; print(platform.python_version())' 2>/dev/null)
    if ! at_least "${found:-0.0}" "$python_min"; then
        problem Python "${found:-unreadable}" "Python ${found:-of no readable version} is too old: install $python_min or later as python3."
    elif ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
        problem Python "$found, no venv" "Python's venv module is missing: install it, on Debian and Ubuntu with \`apt install python3-venv\`."
    else
        row Python "$found" "good"
    fi
    for port in "$@"; do
        if python3 -c 'import socket, sys
with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(sys.argv[1])))' "$port" 2>/dev/null; then
            row "port $port" free "good"
        else
            problem "port $port" taken "Port $port on 127.0.0.1 is taken: end what listens there, or choose another port."
        fi
    done
else
    problem Python missing "Python is missing: install $python_min or later as python3."
fi

if has terraform; then
    found=$(terraform version 2>/dev/null | sed -n '1s/^Terraform v//p')
    if at_least "${found:-0.0}" "$terraform_min"; then
        row Terraform "$found" "good"
    else
        problem Terraform "${found:-unreadable}" "Terraform ${found:-of no readable version} is too old: install $terraform_min or later."
    fi
else
    problem Terraform missing "Terraform is missing: install $terraform_min or later from https://developer.hashicorp.com/terraform/install."
fi

# What is useful and not needed.
if [ -n "$table" ]; then
    free_gb=$(df -Pk . 2>/dev/null | awk 'NR == 2 { print int($4 / 1048576) }')
    if [ "${free_gb:-0}" -ge "$disk_min_gb" ]; then
        row "disk" "$free_gb GB free" "good"
    else
        row "disk" "${free_gb:-?} GB free" "a build and its tests take about $disk_min_gb GB"
    fi
    if has tesseract; then
        row tesseract "$(tesseract --version 2>&1 | sed -n '1s/^tesseract //p')" "good"
    else
        row tesseract missing "scanned documents are read by PP-OCR alone: \`apt install tesseract-ocr\`"
    fi
    models=${TOLLGATE_TOOLS:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/tollgate}/ppocr
    if [ -f "$models/ch_PP-OCRv4_rec_infer.onnx" ]; then
        row PP-OCR "v4" "good"
    else
        row PP-OCR missing "photographs go to quarantine: the demo sets it up, and \`cargo xtask setup-ocr\`"
    fi
    reports=
    for interpreter in python3 python3.12 python3.11; do
        case $("$interpreter" -c 'import platform; print(platform.python_version())' 2>/dev/null) in
            3.11.* | 3.12.*) reports=${reports:-$interpreter} ;;
        esac
    done
    if [ -n "$reports" ]; then
        row Superset "by $reports" "good"
    else
        row Superset "no Python for it" "there is no \`make reports\`: it takes Python 3.11 or 3.12"
    fi
fi

exit "$problems"
