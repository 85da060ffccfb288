# Installs what build.ps1 has made without questions, runs the self-test, installs once more over it, removes it, and
# looks whether the user's data are left. For build servers: it uses the account's own folders.
Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"
$setup = (Get-ChildItem dist\cxrviewer-*-windows-x64.exe | Select-Object -First 1).FullName
$folder = "$env:LOCALAPPDATA\Programs\cxrviewer"
$mine = "$env:LOCALAPPDATA\cxrviewer\kept.txt"

function Invoke-Waiting($program, $arguments) {
    $done = Start-Process $program -ArgumentList $arguments -Wait -PassThru
    if ($done.ExitCode -ne 0) { throw "$program ended with status $($done.ExitCode)" }
}

New-Item -ItemType File -Force $mine | Out-Null
foreach ($turn in "first", "over the first") {
    Invoke-Waiting $setup "/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART"
    & "$folder\cxrviewer.exe" self-test
    if ($LASTEXITCODE -ne 0) { throw "the self-test fails ($turn)" }
}
$offered = Get-Item "HKCU:\Software\Classes\.dcm\OpenWithProgids"
if ($offered.Property -notcontains "cxrviewer.dicom") { throw "DICOM files are not offered to the program" }
Invoke-Waiting "$folder\unins000.exe" "/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART"
Start-Sleep -Seconds 5 # the uninstaller ends before its copy does
if (Test-Path "$folder\cxrviewer.exe") { throw "the program is still there" }
if (-not (Test-Path $mine)) { throw "the user's data are gone" }
