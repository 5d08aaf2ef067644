# Shared by the scripts in tools/: sourced, never run.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
stamps=.venv/stamps

say() { printf '%s\n' "$*" >&2; }
fail() { say "停止：$*"; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }

# Debian packages, when we are root and this is a Debian; false otherwise.
apt_install() {
  is_root && command -v apt-get >/dev/null || return 1
  say "安装系统软件：$*"
  export DEBIAN_FRONTEND=noninteractive
  local log
  log=$(mktemp)
  { apt-get install -y -q --no-install-recommends "$@" ||
    { apt-get update -q && apt-get install -y -q --no-install-recommends "$@"; }; } \
    >"$log" 2>&1 </dev/null || { tail -n 20 "$log" >&2; rm -f "$log"; return 1; }
  rm -f "$log"
}

# fresh NAME FILE...: has step NAME been done from exactly these files?
checksum() { sha256sum "$@" | sha256sum | cut -c1-64; }
fresh() { [ "$(cat "$stamps/$1" 2>/dev/null)" = "$(checksum "${@:2}")" ]; }
stamp() { mkdir -p "$stamps"; checksum "${@:2}" >"$stamps/$1"; }
