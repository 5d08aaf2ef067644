#!/usr/bin/env bash
# All tests. First what touches a database on PostgreSQL, then everything on SQLite together with
# real workers, the browser and LibreOffice; the last line counts that second, whole run.
set -euo pipefail
. "$(dirname "$0")/common.sh"

chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$name" ] && command -v "$name" >/dev/null && return
  done
  return 1
}
chinese_font() { [ -n "$(fc-list :lang=zh 2>/dev/null | head -c1)" ]; }
office() { command -v soffice >/dev/null && command -v pdftoppm >/dev/null; }

needed=()
chromium || needed+=(chromium)
chinese_font || needed+=(fonts-noto-cjk fontconfig)
office || needed+=(libreoffice-calc-nogui libreoffice-writer-nogui poppler-utils)
if [ "${#needed[@]}" -gt 0 ]; then
  apt_install "${needed[@]}" || fail "测试还需要这些软件，请先安装：apt-get install ${needed[*]}"
fi

# two cores; a file stays in one process, so that each starts few browsers and demo counties
pytest=(.venv/bin/python -m pytest -q -p no:cacheprovider -p tests.services_plugin -n 2)
PX_LANE=postgres "${pytest[@]}" tests
"${pytest[@]}" --dist loadfile -m "not postgres" tests
