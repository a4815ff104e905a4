#!/usr/bin/env bash
# Installs what `npm run test:real` needs beyond node, terraform and ssh-keygen into .cache/real, which git ignores.
set -euo pipefail
cd "$(dirname "$0")/.."

MOTO_VERSION=5.2.1
venv=.cache/real/python

if [ ! -x "$venv/bin/moto_server" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "moto[server]==$MOTO_VERSION"
fi
"$venv/bin/python" -c "import moto; print('moto', moto.__version__)"
