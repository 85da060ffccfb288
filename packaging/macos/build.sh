#!/bin/sh
# Application and disk image for macOS 13 and later, for the processor that this runs on; from the root of a checkout:
#   packaging/macos/build.sh [viewer]
# PYTHON names a Python 3.11 or newer. To sign, CXRVIEWER_CODESIGN names a "Developer ID Application" identity; to
# have Apple check the image, CXRVIEWER_NOTARY names a profile that `xcrun notarytool store-credentials` has kept.
set -eu

cd "$(dirname "$0")/../.."
kind=${1:-whole}
case $kind in
whole) name=cxrviewer ;;
viewer) name=cxrviewer-viewer ;;
*)
    echo "usage: packaging/macos/build.sh [viewer]" >&2
    exit 2
    ;;
esac
app=dist/$name.app
export CXRVIEWER_BUNDLE="$kind" PYTHONPATH=.

"${PYTHON:-python3}" -m venv .venv
.venv/bin/python -m pip install --quiet --constraint constraints.txt --editable '.[bundle]'
.venv/bin/python -m mkdocs build --strict --quiet
.venv/bin/python -m PyInstaller --noconfirm --log-level WARN --distpath dist \
    --workpath "build/pyinstaller/$kind" packaging/cxrviewer.spec
.venv/bin/python packaging/finish_bundle.py "$app/Contents/Resources" \
    "build/pyinstaller/$kind/cxrviewer/sources.json"

# What was added has broken the seal: sign from the inside out. "-" signs for this computer only.
identity=${CXRVIEWER_CODESIGN:--}
entitlements=packaging/macos/entitlements.plist
seal() {
    if [ "$identity" = - ]; then
        codesign --force --sign - "$@"
    else
        codesign --force --timestamp --options runtime --entitlements "$entitlements" --sign "$identity" "$@"
    fi
}
find "$app/Contents/Frameworks" -type f \( -name '*.dylib' -o -name '*.so' -o -perm +111 \) -print |
    while IFS= read -r library; do
        if file -b "$library" | grep -q Mach-O; then seal "$library"; fi
    done
seal "$app"
codesign --verify --deep --strict "$app"
"$app/Contents/MacOS/cxrviewer" self-test --json build/self-test.json

version=$(.venv/bin/python -c 'import cxrviewer; print(cxrviewer.__version__)')
image=dist/$name-$version-macos-$(uname -m).dmg
folder=build/dmg-$kind
rm -rf "$folder" "$image"
mkdir -p "$folder"
cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
cp LICENSE "$folder/LICENSE.txt"
hdiutil create -volname "cxrviewer $version" -srcfolder "$folder" -fs HFS+ -format ULFO "$image"
if [ "$identity" != - ]; then
    codesign --timestamp --sign "$identity" "$image"
    if [ -n "${CXRVIEWER_NOTARY:-}" ]; then
        xcrun notarytool submit "$image" --keychain-profile "$CXRVIEWER_NOTARY" --wait
        xcrun stapler staple "$image"
        spctl --assess --type open --context context:primary-signature --verbose "$image"
    fi
fi
echo "$image"
