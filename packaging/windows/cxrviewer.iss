; Inno Setup 6.3: the installer for Windows, for the user who runs it; no administrator is needed.
; packaging\windows\build.ps1 calls it. What the user has made lies in %LOCALAPPDATA%\cxrviewer and is never touched.

#ifndef Version
  #error ISCC /DVersion=X.Y.Z /DBundle=PATH cxrviewer.iss
#endif
#define Program "cxrviewer.exe"
#define Words "Chest radiograph viewer. Not for clinical use."

[Setup]
AppId={{5B0E7C1B-6E4D-4F0C-9C53-0B6C8B1C7A52}
AppName=cxrviewer
AppVersion={#Version}
AppPublisher=The cxrviewer project
AppComments={#Words}
VersionInfoVersion={#Version}
PrivilegesRequired=lowest
DefaultDirName={localappdata}\Programs\cxrviewer
DefaultGroupName=cxrviewer
DisableProgramGroupPage=yes
DisableDirPage=auto
LicenseFile={#Bundle}\LICENSE.txt
InfoBeforeFile=before.txt
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
ChangesAssociations=yes
ChangesEnvironment=yes
CloseApplications=yes
RestartApplications=no
SetupMutex=cxrviewer-setup
UninstallDisplayIcon={app}\{#Program}
UninstallDisplayName=cxrviewer {#Version}
OutputBaseFilename=cxrviewer-{#Version}-windows-x64
OutputDir={#Bundle}\..
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
#ifdef Signed
SignTool=signtool
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[Tasks]
Name: "desktop"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "path"; Description: "Find the command cxrviewer in a terminal (PATH)"

[InstallDelete]
; an older version's libraries must not lie beside the new ones; nothing of the user's is in this folder
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Bundle}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\cxrviewer"; Filename: "{app}\{#Program}"; Comment: "{#Words}"
Name: "{group}\Licences of the parts"; Filename: "{app}\THIRD_PARTY_NOTICES.txt"
Name: "{autodesktop}\cxrviewer"; Filename: "{app}\{#Program}"; Comment: "{#Words}"; Tasks: desktop

[Registry]
; "Open with" offers the program; what opens a file by default stays as the user has chosen it
#define Classes "Software\Classes"
Root: HKCU; Subkey: "{#Classes}\cxrviewer.dicom"; ValueType: string; ValueData: "DICOM file"; Flags: uninsdeletekey
Root: HKCU; Subkey: "{#Classes}\cxrviewer.dicom\DefaultIcon"; ValueType: string; ValueData: "{app}\{#Program},0"
Root: HKCU; Subkey: "{#Classes}\cxrviewer.dicom\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}"" view ""%1"""
Root: HKCU; Subkey: "{#Classes}\Applications\{#Program}"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "cxrviewer"; Flags: uninsdeletekey
Root: HKCU; Subkey: "{#Classes}\Applications\{#Program}\shell\open\command"; ValueType: string; ValueData: """{app}\{#Program}"" view ""%1"""
#sub Offer
Root: HKCU; Subkey: "{#Classes}\{#Ending}\OpenWithProgids"; ValueType: none; ValueName: "cxrviewer.dicom"; Flags: uninsdeletevalue
Root: HKCU; Subkey: "{#Classes}\Applications\{#Program}\SupportedTypes"; ValueType: string; ValueName: "{#Ending}"; ValueData: ""
#endsub
#define Ending ".dcm"
#expr Offer
#define Ending ".dicom"
#expr Offer
#define Ending ".dic"
#expr Offer
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: not OnPath()

[Run]
Filename: "{cmd}"; Parameters: "/k """"{app}\{#Program}"" self-test"""; Description: "Check that everything works on this computer"; Flags: postinstall unchecked skipifsilent
Filename: "{app}\{#Program}"; Description: "{cm:LaunchProgram,cxrviewer}"; Flags: postinstall nowait skipifsilent

[UninstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Code]
function Paths(): String;
begin
  if not RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Result) then
    Result := '';
end;

function OnPath(): Boolean;
begin
  Result := Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', ';' + Uppercase(Paths()) + ';') > 0;
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Left: String;
begin
  if Step <> usPostUninstall then
    exit;
  Left := ';' + Paths() + ';';
  if StringChangeEx(Left, ';' + ExpandConstant('{app}') + ';', ';', True) > 0 then
    RegWriteExpandStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Copy(Left, 2, Length(Left) - 2));
end;
