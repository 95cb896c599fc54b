#!/bin/sh
# Says what this machine lacks for the local cloud, one line each, all at once: preflight.sh [PORT...]
# Exits with 1 if anything is missing. The given ports have to be free.
set -u

rust_min=1.94.1
python_min=3.10
terraform_min=1.11
problems=0

problem() {
    printf '%s\n' "$1" >&2
    problems=1
}

has() {
    command -v "$1" >/dev/null 2>&1
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

if has cargo && has rustc; then
    found=$(rustc --version 2>/dev/null | cut -d ' ' -f 2)
    at_least "${found:-0.0}" "$rust_min" ||
        problem "Rust ${found:-of no readable version} is too old: $rust_min or later is needed; run \`rustup update stable\`."
else
    problem "Rust (cargo, rustc) is missing: install $rust_min or later from https://rustup.rs."
fi

has cc || problem "A C compiler and linker (cc) is missing: install one, on Debian and Ubuntu with \`apt install build-essential\`."

if has python3; then
    found=$(python3 -c 'import platform; print(platform.python_version())' 2>/dev/null)
    if ! at_least "${found:-0.0}" "$python_min"; then
        problem "Python ${found:-of no readable version} is too old: install $python_min or later as python3."
    elif ! python3 -c 'import venv, ensurepip' 2>/dev/null; then
        problem "Python's venv module is missing: install it, on Debian and Ubuntu with \`apt install python3-venv\`."
    fi
    for port in "$@"; do
        python3 -c 'import socket, sys
with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(sys.argv[1])))' "$port" 2>/dev/null ||
            problem "Port $port on 127.0.0.1 is taken: end what listens there, or choose another port."
    done
else
    problem "Python is missing: install $python_min or later as python3."
fi

if has terraform; then
    found=$(terraform version 2>/dev/null | sed -n '1s/^Terraform v//p')
    at_least "${found:-0.0}" "$terraform_min" ||
        problem "Terraform ${found:-of no readable version} is too old: install $terraform_min or later."
else
    problem "Terraform is missing: install $terraform_min or later from https://developer.hashicorp.com/terraform/install."
fi

exit "$problems"
