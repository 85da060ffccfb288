#!/bin/sh
# Installs the system libraries that Qt needs (and venv where Python came without it) with apt.
# Where that may not be done it says once what is missing, and goes on if Qt can be loaded all the same.
set -eu

PYTHON=${PYTHON:-python3}
PACKAGES="libegl1 libgl1 libopengl0 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0 libxkbcommon0
libxkbcommon-x11-0 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
libxcb-render-util0 libxcb-shape0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libwayland-client0
libwayland-cursor0 libwayland-egl1 fonts-dejavu-core"
LOADED="libEGL.so.1 libGL.so.1 libdbus-1.so.3 libfontconfig.so.1 libglib-2.0.so.0 libxkbcommon.so.0"

has_venv() {
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null
}

missing_packages() {
    for package in $PACKAGES; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" "${package}t64" 2>/dev/null | grep -qx installed ||
            printf '%s ' "$package"
    done
    has_venv || "$PYTHON" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2], end=" ")'
}

apt_install() {
    prefix=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || return 1
        prefix=sudo
        [ -t 0 ] || prefix="sudo -n"
    fi
    echo "Installing system libraries: $*"
    $prefix apt-get update -qq &&
        $prefix env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

can_go_on() {
    has_venv || return 1
    for library in $LOADED; do
        "$PYTHON" -c "import ctypes; ctypes.CDLL('$library')" 2>/dev/null || return 1
    done
}

[ "$(uname)" = Linux ] || exit 0
command -v "$PYTHON" >/dev/null || {
    echo "cxrviewer needs Python 3.11 or newer, and there is none; on Debian: apt-get install python3 python3-venv" >&2
    exit 1
}
if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    missing=$(missing_packages)
    [ -n "$missing" ] || exit 0
    # shellcheck disable=SC2086 # a list of names
    if apt_install $missing; then exit 0; fi
else
    # shellcheck disable=SC2086,SC2116 # one line of a list
    missing=$(echo $PACKAGES)
fi
if can_go_on; then
    echo "Some system libraries could not be installed (as Debian names them: $missing); Qt loads without them." >&2
    exit 0
fi
echo "cxrviewer needs system libraries that could not be installed from here. Install them as root (the names are" >&2
echo "Debian's), then run make again: apt-get install $missing" >&2
exit 1
