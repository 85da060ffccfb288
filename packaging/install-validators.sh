#!/bin/sh
# Installs with apt the programs that read back what the exports write: dcmtk and dicom3tools.
# Without them those tests are skipped with the reason; nothing else needs them.
set -eu

missing=
command -v dsrdump >/dev/null && command -v dcmpschk >/dev/null || missing="dcmtk"
command -v dciodvfy >/dev/null && command -v dcentvfy >/dev/null || missing="$missing dicom3tools"
[ -n "$missing" ] || exit 0
prefix=
[ "$(id -u)" -eq 0 ] || prefix="sudo -n"
if command -v apt-get >/dev/null; then
    echo "Installing programs that check exports: $missing"
    # shellcheck disable=SC2086 # a list of names
    if $prefix apt-get update -qq &&
        $prefix env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null; then
        exit 0
    fi
fi
echo "The tests that need $missing will be skipped." >&2
