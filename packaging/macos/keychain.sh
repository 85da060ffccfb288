#!/bin/sh
# Puts a signing certificate (CERTIFICATE, base64 of a .p12, with CERTIFICATE_PASSWORD) and the notary's password into
# a keychain of this build alone; then packaging/macos/build.sh can sign. For build servers.
set -eu

keychain=$PWD/build/signing.keychain-db
secret=$(openssl rand -hex 16)
mkdir -p build
security create-keychain -p "$secret" "$keychain"
security set-keychain-settings -lut 7200 "$keychain"
security unlock-keychain -p "$secret" "$keychain"
printf '%s' "$CERTIFICATE" | base64 --decode >build/certificate.p12
security import build/certificate.p12 -k "$keychain" -P "$CERTIFICATE_PASSWORD" -T /usr/bin/codesign
rm build/certificate.p12
security set-key-partition-list -S apple-tool:,apple: -s -k "$secret" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain" login.keychain-db
xcrun notarytool store-credentials cxrviewer --keychain "$keychain" --apple-id "$NOTARY_ID" --team-id "$NOTARY_TEAM" \
    --password "$NOTARY_PASSWORD"
