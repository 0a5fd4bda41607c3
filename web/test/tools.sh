#!/bin/sh
# Installs the programs that the tests run against real things, on Debian as
# root or with sudo; anywhere else it names what is missing and stops.
set -u
missing=""
need() { # command package
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need openssl openssl
need curl curl
need gnutls-cli gnutls-bin
need ssh-keygen openssh-client
need javac openjdk-17-jdk-headless
need chromium chromium
need firefox-esr firefox-esr
need WebKitWebDriver webkit2gtk-driver
need xvfb-run xvfb
need Xvfb xvfb
need xauth xauth
need xdotool xdotool
[ -z "$missing" ] && exit 0
install="apt-get install -y --no-install-recommends$missing"
if command -v apt-get >/dev/null 2>&1; then
  as=""
  [ "$(id -u)" = 0 ] || as="sudo -n"
  if $as apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as $install >/dev/null; then
    exit 0
  fi
fi
echo "The tests need programs that are not here. Install them and run make test again:"
echo "  $install"
exit 1
