#!/bin/sh
# Puts cxrviewer into the menu of whoever runs this; no administrator is needed. `--remove` takes it out again.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/cxrviewer.desktop
icon=$data/icons/hicolor/scalable/apps/cxrviewer.svg
types=$data/mime/packages/cxrviewer.xml
program=$HOME/.local/bin/cxrviewer

renew() {
    if command -v update-desktop-database >/dev/null; then update-desktop-database "$data/applications"; fi
    if command -v update-mime-database >/dev/null; then update-mime-database "$data/mime"; fi
}

if [ "${1:-}" = --remove ]; then
    rm -f "$entry" "$icon" "$types" "$program"
    renew
    exit 0
fi
mkdir -p "$(dirname "$entry")" "$(dirname "$icon")" "$(dirname "$types")" "$(dirname "$program")"
sed "s|^Exec=cxrviewer|Exec=\"$here/cxrviewer\"|" "$here/linux/cxrviewer.desktop" >"$entry"
cp "$here/linux/cxrviewer.svg" "$icon"
cp "$here/linux/cxrviewer-mime.xml" "$types"
ln -sf "$here/cxrviewer" "$program"
renew
echo "cxrviewer is in your menu, and as $program on the command line."
