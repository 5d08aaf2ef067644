#!/usr/bin/env bash
# Everything that can be said about the program without running its tests. All findings are
# shown, then it fails.
set -uo pipefail
. "$(dirname "$0")/common.sh"
apps=(sheets accounts workplace projects procedures reporting puxian_projects)
failed=()

run() {
  local name=$1
  shift
  "$@" || failed+=("$name")
}

under_production() {
  DJANGO_SETTINGS_MODULE=puxian_projects.settings.prod DATA_DIR="$(mktemp -d)" DATABASE_URL= \
    SECRET_KEY="$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    ALLOWED_HOSTS=projects.example .venv/bin/python manage.py check --deploy --fail-level WARNING
}

run ruff .venv/bin/ruff check .
run format .venv/bin/ruff format --check --output-format concise .
run djlint .venv/bin/djlint --quiet --lint templates
run djlint-format .venv/bin/djlint --quiet --check templates
run imports .venv/bin/lint-imports --no-cache
run shell bash -n tools/*.sh .ci/run
if [ "${1:-}" != lint ]; then
  run types .venv/bin/mypy "${apps[@]}"
  run migrations env DATA_DIR="$(mktemp -d)" DATABASE_URL= \
    .venv/bin/python manage.py makemigrations --check --dry-run
  run deploy under_production
fi
if [ "${#failed[@]}" -gt 0 ]; then fail "没有通过：${failed[*]}"; fi
