#!/bin/sh
# Installs what `npm run test:browser` needs on Debian 12: Chromium and a font. As root; a second run is quick.
set -eu
packages='chromium fonts-dejavu'
export DEBIAN_FRONTEND=noninteractive

say() { printf 'browser: %s\n' "$*"; }

[ "$(id -u)" = 0 ] || { say 'not root: nothing installed, the tests in a browser will be skipped' >&2; exit 1; }
command -v apt-get >/dev/null || { say 'no apt-get here: nothing installed' >&2; exit 1; }

installed() { [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = 'install ok installed' ]; }
apt() { apt-get -q -y -o DPkg::Lock::Timeout=300 "$@"; }

wanted=
for package in $packages; do installed "$package" || wanted="$wanted $package"; done
[ -n "$wanted" ] || { say 'packages are installed'; exit 0; }
say "installing$wanted"
# Package lists may be absent (fresh container) or outdated (404 on download).
# shellcheck disable=SC2086 # a list of names
apt install --no-install-recommends $wanted || { apt update && apt install --no-install-recommends $wanted; }
