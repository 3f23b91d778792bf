#!/bin/sh
# Makes sure that what cargo cannot fetch is there: JavaScriptCore and a C compiler.
#
# On Debian and Ubuntu what is missing is installed. Elsewhere the package is named, and nothing
# is changed. `--with-tests` also looks for rustfmt and clippy, for npm, which installs the packages that
# are tested, and for the databases that some of them talk to.
set -eu

say() {
  printf '%s\n' "$*" >&2
}

# The library is opened when waypost runs; building needs nothing of it.
has_engine() {
  if [ "$(uname -s)" = Darwin ]; then
    return 0 # a framework of the system
  fi
  for folder in /usr/lib /usr/lib64 /usr/lib/*-linux-* /usr/local/lib; do
    for name in 6.0.so.1 4.1.so.0 4.0.so.18; do
      if [ -e "$folder/libjavascriptcoregtk-$name" ]; then
        return 0
      fi
    done
  done
  return 1
}

has_compiler() {
  command -v cc >/dev/null 2>&1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    say "installing packages needs root; run as root: $*"
    exit 1
  fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

install_on_debian() {
  say "installing JavaScriptCore and a C compiler with apt-get ..."
  as_root apt-get update -qq >/dev/null
  apt_install gcc libc6-dev
  apt_install libjavascriptcoregtk-6.0-1 || apt_install libjavascriptcoregtk-4.1-0
}

name_packages() {
  say "JavaScriptCore 2.46 or newer or a C compiler is missing. Install:"
  say "  Fedora     dnf install gcc javascriptcoregtk6.0   (or javascriptcoregtk4.1)"
  say "  Arch       pacman -S gcc webkitgtk-6.0            (or webkit2gtk-4.1)"
  say "  Alpine     apk add build-base webkit2gtk-6.0      (or webkit2gtk-4.1)"
  say "  openSUSE   zypper install gcc libjavascriptcoregtk-6_0-1"
  say "  macOS      xcode-select --install                 (the engine is part of the system)"
}

require_engine() {
  if has_engine && has_compiler; then
    return
  fi
  if command -v apt-get >/dev/null 2>&1; then
    install_on_debian
  else
    name_packages
    exit 1
  fi
  if ! has_engine; then
    say "JavaScriptCore was not found where the system keeps its libraries"
    exit 1
  fi
}

require_rust() {
  if ! command -v cargo >/dev/null 2>&1; then
    say "cargo is missing: install Rust 1.95 or newer, see https://rustup.rs"
    exit 1
  fi
}

require_rust_tools() {
  for tool in fmt clippy; do
    if cargo "$tool" --version >/dev/null 2>&1; then
      continue
    fi
    component=$tool
    [ "$tool" = fmt ] && component=rustfmt
    say "installing $component ..."
    if ! rustup component add "$component" >/dev/null 2>&1; then
      say "cargo $tool is missing: install the $component of this Rust toolchain"
      exit 1
    fi
  done
}

# The packages of tests/packages come from npm; waypost itself needs none of it.
require_npm() {
  if command -v npm >/dev/null 2>&1; then
    return
  fi
  if command -v apt-get >/dev/null 2>&1; then
    say "installing npm with apt-get ..."
    as_root apt-get update -qq >/dev/null
    apt_install nodejs npm
  else
    say "npm is missing: the packages of tests/packages are not tested"
  fi
}

# What the tests of database packages talk to. Elsewhere these tests say that they did not run.
require_databases() {
  if command -v redis-server >/dev/null 2>&1 && [ -x /usr/sbin/mariadbd ] && [ -d /usr/lib/postgresql ]; then
    return
  fi
  if command -v apt-get >/dev/null 2>&1; then
    say "installing PostgreSQL, MariaDB and Redis with apt-get ..."
    as_root apt-get update -qq >/dev/null
    apt_install postgresql mariadb-server redis-server
  fi
}

require_rust
require_engine
if [ "${1:-}" = --with-tests ]; then
  require_rust_tools
  require_npm
  require_databases
fi
