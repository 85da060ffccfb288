# Bundle and installer for Windows 10 (1809) and later, 64 bits; in a PowerShell at the root of a checkout.
#   packaging\windows\build.ps1 [-Viewer] [-Python python] [-Certificate THUMBPRINT]
# Needs Python 3.11 or newer, Inno Setup 6.3 (ISCC.exe) and, to sign, the Windows SDK (signtool.exe).
param(
    [switch]$Viewer,
    [string]$Python = "python",
    [string]$Certificate = ""
)
Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"
$PSNativeCommandUseErrorActionPreference = $true
Set-Location (Resolve-Path "$PSScriptRoot\..\..")

function Invoke-Checked {
    # Run a program; end with its status if it fails (older PowerShells go on).
    $program, $arguments = $args
    & $program @arguments
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

$kind = if ($Viewer) { "viewer" } else { "whole" }
$bundle = if ($Viewer) { "dist\cxrviewer-viewer" } else { "dist\cxrviewer" }
$env:CXRVIEWER_BUNDLE = $kind
$env:PYTHONPATH = "."

Invoke-Checked $Python -m venv .venv
$venv = ".venv\Scripts\python.exe"
Invoke-Checked $venv -m pip install --quiet --constraint constraints.txt --editable ".[bundle]"
Invoke-Checked $venv -m mkdocs build --strict --quiet
Invoke-Checked $venv -m PyInstaller --noconfirm --log-level WARN --distpath dist `
    --workpath "build\pyinstaller\$kind" packaging\cxrviewer.spec
Invoke-Checked $venv packaging\finish_bundle.py $bundle "build\pyinstaller\$kind\cxrviewer\sources.json"
Invoke-Checked "$bundle\cxrviewer.exe" self-test --json "build\self-test.json"

$version = & $venv -c "import cxrviewer; print(cxrviewer.__version__)"
$options = @("/DVersion=$version", "/DBundle=$((Resolve-Path $bundle).Path)")
if ($Certificate) {
    $sign = "signtool sign /sha1 $Certificate /fd sha256 /tr http://timestamp.digicert.com /td sha256"
    Invoke-Checked cmd /c "$sign $bundle\cxrviewer.exe"
    $options += @("/DSigned", "/Ssigntool=$sign `$f")
}
$iscc = (Get-Command ISCC.exe -ErrorAction SilentlyContinue) ?? "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe"
Invoke-Checked $iscc @options packaging\windows\cxrviewer.iss
