#!/bin/sh
# Ends the emulator whose process id is in a file, and waits until it has ended: down.sh PID_FILE
set -u

[ -f "$1" ] || exit 0
pid=$(cat "$1")
rm -f "$1"
# The number may be another process's by now.
ps -p "$pid" -o args= 2>/dev/null | grep -q launcher.py || exit 0
kill "$pid"
while kill -0 "$pid" 2>/dev/null; do
    sleep 0.1
done
echo "· the local cloud has ended"
