# Finds a JDK 25 or newer on Windows, or downloads Temurin into .takt\jdk, and prints its folder. The steps and messages
# are those of build/jdk.sh. NOT YET RUN: no Windows machine has tried this file.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue' # PowerShell 5 downloads ten times slower while it draws its bar
$floor = 25
$root = Split-Path -Parent $PSScriptRoot

function Say($text) { [Console]::Error.WriteLine("takt: $text") }

function Major($jdk) {
  if (-not $jdk -or -not (Test-Path "$jdk\bin\javac.exe") -or -not (Test-Path "$jdk\release")) { return 0 }
  $line = Select-String -Path "$jdk\release" -Pattern '^JAVA_VERSION="?(\d+)' | Select-Object -First 1
  if ($line) { return [int]$line.Matches[0].Groups[1].Value }
  return 0
}

$candidates = @($env:JAVA_HOME)
$onPath = Get-Command java.exe -ErrorAction SilentlyContinue
if ($onPath) { $candidates += Split-Path -Parent (Split-Path -Parent $onPath.Source) }
foreach ($vendor in 'Eclipse Adoptium', 'Java', 'Microsoft', 'Amazon Corretto', 'Zulu') {
  $homes = Get-ChildItem -Directory "$env:ProgramFiles\$vendor" -ErrorAction SilentlyContinue
  $candidates += $homes | ForEach-Object FullName
}
$candidates += "$root\.takt\jdk"
foreach ($jdk in $candidates) {
  if ((Major $jdk) -ge $floor) { $jdk; exit 0 }
}

try {
  $api = if ($env:TAKT_JDK_API) { $env:TAKT_JDK_API } else { 'https://api.adoptium.net' }
  $arch = if ($env:PROCESSOR_ARCHITECTURE -eq 'ARM64') { 'aarch64' } else { 'x64' }
  [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
  $query = "$api/v3/assets/latest/$floor/hotspot?architecture=$arch&image_type=jdk&os=windows&vendor=eclipse"
  $asset = @(Invoke-RestMethod -UseBasicParsing $query)[0].binary.package
  if (-not $asset.link) { throw "$api offers no JDK $floor for windows $arch." }
  Say ("no JDK $floor or newer found; downloading {0}, {1:N0} MB, into .takt\jdk" -f $asset.name, ($asset.size / 1e6))
  $part = "$root\.takt\jdk.part"
  Remove-Item -Recurse -Force $part -ErrorAction SilentlyContinue
  New-Item -ItemType Directory $part | Out-Null
  Invoke-WebRequest -UseBasicParsing $asset.link -OutFile "$part\jdk.zip"
  $got = (Get-FileHash -Algorithm SHA256 "$part\jdk.zip").Hash.ToLowerInvariant()
  if ($got -ne $asset.checksum) {
    throw "the download is not what was promised: its SHA-256 is $got, expected $($asset.checksum)."
  }
  Expand-Archive "$part\jdk.zip" "$part\unpacked"
  $homes = Get-ChildItem -Directory "$part\unpacked" | Where-Object { Test-Path "$($_.FullName)\bin\javac.exe" }
  $unpacked = $homes | Select-Object -First 1
  if (-not $unpacked) { throw 'the archive holds no JDK.' }
  Remove-Item -Recurse -Force "$root\.takt\jdk" -ErrorAction SilentlyContinue
  Move-Item $unpacked.FullName "$root\.takt\jdk"
  Remove-Item -Recurse -Force $part
  "$root\.takt\jdk"
} catch {
  Remove-Item -Recurse -Force "$root\.takt\jdk.part" -ErrorAction SilentlyContinue
  Say "no JDK ${floor}: $_"
  Say "install one, then run the same command again:  winget install EclipseAdoptium.Temurin.$floor.JDK"
  exit 3
}
