@echo off
rem Takt's launcher for Windows. NOT YET RUN: no Windows machine has tried this file; ./takt in WSL is what is tested.
rem It finds or fetches a JDK, builds, and starts the server. Exit codes as in ./takt: 1 build, 2 argument, 3 no JDK.
setlocal EnableExtensions DisableDelayedExpansion
set "TAKT_ROOT=%~dp0"

if "%~1"=="" goto help
if "%~1"=="run" goto start
if "%~1"=="--version" goto start
if "%~1"=="jdk" goto jdk
if "%~1"=="help" goto help
if "%~1"=="--help" goto help
if "%~1"=="-h" goto help
for %%c in (test prove bench) do if "%~1"=="%%c" goto wsl
>&2 echo takt: there is no command '%~1'.
>&2 echo       takt help lists what there is.
exit /b 2

:start
call :find
if errorlevel 1 exit /b 3
pushd "%TAKT_ROOT%"
call mvnw.cmd -q package -pl dist -am -Dmaven.test.skip=true -Dformatter.skip=true
if errorlevel 1 (
  popd
  >&2 echo takt: the build failed; nothing was started.
  exit /b 1
)
popd
rem No exec here: Ctrl-C reaches the JVM because it shares the console.
set "TAKT_LIB=%TAKT_ROOT%dist\target\dist\lib\*"
"%JAVA_HOME%\bin\java.exe" "@%TAKT_ROOT%build\jvm.options" %TAKT_JAVA_OPTS% -cp "%TAKT_LIB%" takt.app.Main %*
exit /b %ERRORLEVEL%

:jdk
call :find
if errorlevel 1 exit /b 3
echo %JAVA_HOME%
exit /b 0

:find
set "TAKT_FOUND="
set "TAKT_ASK=powershell -NoProfile -ExecutionPolicy Bypass -File "%TAKT_ROOT%build\jdk.ps1""
for /f "usebackq delims=" %%j in (`%TAKT_ASK%`) do set "TAKT_FOUND=%%j"
if not defined TAKT_FOUND exit /b 3
set "JAVA_HOME=%TAKT_FOUND%"
exit /b 0

:wsl
>&2 echo takt: '%~1' needs a Linux: browsers, proxies and signals as servers have them.
>&2 echo       In WSL: ./takt %*
exit /b 2

:help
echo Takt, an authoritative multiplayer game server.
echo.
echo   takt run [options]     build what changed, then serve the arena
echo   takt run Hello.java    serve one file
echo   takt jdk               print the JDK in use
echo   takt help              this text
echo.
echo test, prove and bench run in WSL, by ./takt.
exit /b 0
