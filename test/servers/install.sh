#!/bin/sh
# Installs what `npm run test:servers` needs on Debian 12: postfix with two policy services, bind9 and tools as packages; Exim, OpenSMTPD and
# Sendmail, which conflict with Postfix as packages, only unpacked into a cache folder. As root; a second run is quick.
set -eu

cache=${MXREADY_SERVERS_CACHE:-/var/tmp/mxready-servers}
packages='postfix postgrey postfix-policyd-spf-python bind9 bind9-dnsutils swaks libnet-ssleay-perl libio-socket-inet6-perl openssl iproute2 util-linux'
export DEBIAN_FRONTEND=noninteractive

say() { printf 'servers: %s\n' "$*"; }

[ "$(id -u)" = 0 ] || { say 'not root: nothing installed, the tests of real servers will be skipped' >&2; exit 1; }
command -v apt-get >/dev/null || { say 'no apt-get here: nothing installed' >&2; exit 1; }

apt() { apt-get -q -y -o DPkg::Lock::Timeout=300 "$@"; }

# Package lists may be absent (fresh container) or outdated (404 on download): refresh once, then try again.
refreshed=
retry() {
  "$@" && return
  [ -z "$refreshed" ] || return 1
  refreshed=yes
  apt update && "$@"
}

installed() { [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = 'install ok installed' ]; }

# No instance may be started by a package: port 25 and 53 of this machine are not ours to take.
install_packages() {
  wanted=
  for package in $packages; do installed "$package" || wanted="$wanted $package"; done
  [ -n "$wanted" ] || { say 'packages are installed'; return; }
  say "installing$wanted"
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  printf 'postfix postfix/main_mailer_type select No configuration\n' >"$cache/preseed"
  # Without these utilities the noninteractive default is "No configuration" as well.
  command -v debconf-set-selections >/dev/null && debconf-set-selections "$cache/preseed"
  # shellcheck disable=SC2086 # a list of names
  retry apt install --no-install-recommends $wanted
}

# unpack <folder> <binary inside> <package ...>: the packages and whatever they need that is not installed here.
unpack() {
  folder=$1 binary=$2
  shift 2
  [ -x "$cache/$folder/$binary" ] && [ -e "$cache/$folder.complete" ] && { say "$folder is unpacked"; return; }
  say "unpacking $folder"
  rm -rf "${cache:?}/$folder" "$cache/$folder.complete" "$cache/$folder.debs"
  mkdir -p "$cache/$folder" "$cache/$folder.debs"
  simulation=$(retry apt-get -s install --no-install-recommends "$@")
  names=$(printf '%s\n' "$simulation" | sed -n 's/^Inst \([^ ]*\) .*/\1/p')
  # shellcheck disable=SC2086
  (cd "$cache/$folder.debs" && retry apt-get -q download $names)
  for deb in "$cache/$folder.debs"/*.deb; do dpkg-deb -x "$deb" "$cache/$folder"; done
  rm -rf "$cache/$folder.debs"
  [ -x "$cache/$folder/$binary" ] || { say "$folder: no $binary in the packages" >&2; return 1; }
  touch "$cache/$folder.complete"
}

mkdir -p "$cache"
# What is unpacked there will run as root.
[ -O "$cache" ] || { say "$cache belongs to somebody else" >&2; exit 1; }
install_packages
unpack exim usr/sbin/exim4 exim4-daemon-heavy
unpack opensmtpd usr/sbin/smtpd opensmtpd
unpack sendmail usr/libexec/sendmail/sendmail sendmail-bin sendmail-base sendmail-cf m4
say "ready (unpacked daemons in $cache)"
