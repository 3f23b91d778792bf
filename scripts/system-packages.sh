#!/bin/sh
# Makes sure that what cargo cannot fetch is there: JavaScriptCore, pkg-config, a C compiler.
#
# On Debian and Ubuntu what is missing is installed. Elsewhere the package is named, and nothing
# is changed. `--with-tests` also looks for rustfmt and clippy.
set -eu

say() {
  printf '%s\n' "$*" >&2
}

has_engine() {
  if [ "$(uname -s)" = Darwin ]; then
    return 0 # a framework of the system
  fi
  command -v pkg-config >/dev/null 2>&1 || return 1
  for version in 6.0 4.1 4.0; do
    if pkg-config --exists "javascriptcoregtk-$version >= 2.46"; then
      return 0
    fi
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
  say "installing JavaScriptCore, pkg-config and a C compiler with apt-get ..."
  as_root apt-get update -qq >/dev/null
  apt_install pkg-config gcc libc6-dev
  apt_install libjavascriptcoregtk-6.0-dev || apt_install libjavascriptcoregtk-4.1-dev
}

name_packages() {
  say "JavaScriptCore 2.46 or newer, pkg-config or a C compiler is missing. Install:"
  say "  Fedora     dnf install gcc pkgconf javascriptcoregtk6.0-devel   (or webkitgtk6.0-devel)"
  say "  Arch       pacman -S gcc pkgconf webkitgtk-6.0                  (or webkit2gtk-4.1)"
  say "  Alpine     apk add build-base pkgconf webkit2gtk-6.0-dev        (or webkit2gtk-4.1-dev)"
  say "  openSUSE   zypper install gcc pkgconf webkitgtk-6_0-devel       (or webkit2gtk3-devel)"
  say "  macOS      xcode-select --install                               (the engine is part of the system)"
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
    say "the installed JavaScriptCore is older than 2.46; a newer release of the system has it"
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

require_rust
require_engine
if [ "${1:-}" = --with-tests ]; then
  require_rust_tools
fi
