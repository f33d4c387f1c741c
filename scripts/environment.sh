# Sourced by scripts/run and scripts/test: system packages and the virtual environment, made once and kept.
# Needs: bash, python3 (3.11 or newer), git. Sets PYTHON, unsets PYTHONDONTWRITEBYTECODE.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# The program starts often (each command of the command line starts an engine): compiled anew each time, its modules
# would take a second more.
unset PYTHONDONTWRITEBYTECODE

# What Qt's window needs on a bare Debian; fonts so that every script can be read.
run_packages=(
    python3-venv ca-certificates
    libegl1 libgl1 libdbus-1-3 libfontconfig1 libglib2.0-0 libxkbcommon0
    libnss3 libasound2 libxcomposite1 libxdamage1 libxrandr2 libxtst6 libxkbfile1 libgbm1
    libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
    libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libwayland-cursor0
    fonts-noto-cjk fonts-noto-color-emoji gpg gpg-agent
)
# The real counterparts that the tests talk to.
test_packages=(
    dovecot-imapd dovecot-pop3d postfix dnsmasq-base gnome-keyring dbus-daemon libglib2.0-bin xvfb xauth libsasl2-modules
    microsocks tinyproxy-bin radicale xandikos neomutt tmux gpgsm openssl
)
# More real counterparts: Debian allows one IMAP and one SMTP server at a time, and none of these shall run as a service.
# They are only unpacked; the tests start them. libnss-wrapper tells Exim who its user is.
unpacked_packages=(
    cyrus-imapd cyrus-common sasl2-bin courier-imap courier-base courier-authlib gamin exim4-daemon-light libnss-wrapper
    cyrus-pop3d
)

say() { printf '%s\n' "$*" >&2; }

# The names among "$@" that dpkg does not have; a "t64" rename of the same library counts.
missing_packages() {
    local name known
    for name in "$@"; do
        known=$(dpkg-query -W -f='${db:Status-Status}\n' "$name" "${name}t64" 2>/dev/null || true) # one of the two
        grep -qx installed <<<"$known" || echo "$name"
    done
}

install_packages() {
    command -v dpkg-query >/dev/null || { say "Not a Debian system: the packages of packaging/README.md are assumed."; return; }
    local missing=() as_root=()
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; then
            as_root=(sudo)
        else
            say "These system packages are missing: ${missing[*]}"
            say "Install them as root, then start again:  apt-get install --no-install-recommends ${missing[*]}"
            exit 1
        fi
    fi
    say "Installing system packages: ${missing[*]}"
    "${as_root[@]}" apt-get update -qq >&2
    local name wanted=()
    for name in "${missing[@]}"; do
        apt-cache show "$name" >/dev/null 2>&1 && wanted+=("$name") || wanted+=("${name}t64")
    done
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${wanted[@]}" >&2
}

# unpack_packages NAME…: the programs of these packages and the libraries they need, in .venv/servers; no root needed.
# Without them (no network, no Debian) the tests that want them skip and say so.
unpack_packages() {
    command -v apt-get dpkg-deb >/dev/null || return 0
    local place=$root/.venv/servers wanted=("$@") seen=" $* " package library found
    [[ -f $place/complete && $(<"$place/complete") == "$*" ]] && return
    say "Unpacking server packages into .venv/servers: $*"
    rm -rf "$place"
    mkdir -p "$place/packages" "$place/root"
    while ((${#wanted[@]})); do
        (cd "$place/packages" && apt-get download -qq -o APT::Sandbox::User=root "${wanted[@]}" >&2) ||
            { say "They cannot be downloaded; the tests that need them are skipped."; return 0; }
        wanted=() found=()
        for package in "$place"/packages/*.deb; do
            dpkg-deb --extract "$package" "$place/root"
            mapfile -t -O "${#found[@]}" found < <(needed_libraries "$package")
            rm "$package"
        done
        for library in $(missing_packages "${found[@]}"); do
            [[ $seen == *" $library "* ]] || { wanted+=("$library"); seen+="$library "; }
        done
    done
    printf '%s' "$*" > "$place/complete"
}

# The libraries a package file depends on; of alternatives the first.
needed_libraries() {
    dpkg-deb --field "$1" Depends Pre-Depends | sed 's/^[A-Za-z-]*: //' | tr ',' '\n' |
        sed -nE 's/^ *(lib[a-z0-9.+-]+).*/\1/p' | sort -u
}

# install_python EXTRA: the virtual environment with this project ("" or "[test]"), again only when pyproject changed.
install_python() {
    local extra=$1 stamp
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "Python 3.11 or newer is needed."; exit 1; }
    stamp="$root/.venv/installed-${extra:-run}"
    PYTHON="$root/.venv/bin/python"
    local now
    now=$(python3 --version; echo "$root"; sha256sum pyproject.toml)
    [[ -f $stamp && $(<"$stamp") == "$now" ]] && return
    say "Installing Python packages into .venv"
    [[ -x $PYTHON ]] || python3 -m venv .venv >&2
    "$PYTHON" -m pip install --quiet --disable-pip-version-check --editable ".${extra:+[$extra]}" >&2
    printf '%s\n' "$now" > "$stamp"
}
