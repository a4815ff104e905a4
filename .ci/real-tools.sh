#!/usr/bin/env bash
# Installs what `npm run test:real` needs beyond node, terraform and ssh-keygen into .cache/real, which git ignores.
set -euo pipefail
cd "$(dirname "$0")/.."

MOTO_VERSION=5.2.1
MINISTACK_VERSION=1.5.33
venv=.cache/real/python

if [ ! -x "$venv/bin/moto_server" ] || [ ! -x "$venv/bin/ministack" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "moto[server]==$MOTO_VERSION" "ministack==$MINISTACK_VERSION"
fi
"$venv/bin/python" -c "import moto; print('moto', moto.__version__)"
"$venv/bin/pip" show ministack | sed -n "s/^Version: /ministack /p"

# In a folder of its own: it wants other versions of what moto wants too.
CHECKDMARC_VERSION=6.0.4
checkdmarc=.cache/real/checkdmarc

if [ ! -x "$checkdmarc/bin/checkdmarc" ]; then
  python3 -m venv "$checkdmarc"
  "$checkdmarc/bin/pip" install --quiet --disable-pip-version-check "checkdmarc==$CHECKDMARC_VERSION"
fi
"$checkdmarc/bin/pip" show checkdmarc | sed -n "s/^Version: /checkdmarc /p"

# The SPF suite of RFC 7208 is read from pyspf's source archive, not copied: 203 cases as YAML.
PYSPF_VERSION=2.0.14
PYSPF_SHA256=57a7ef01bda090173aafb6af0106251686ed73f03db4e911fcd34c57fc347186
suite=.cache/real/spf-suite.json

if [ ! -s "$suite" ]; then
  download=$(mktemp -d)
  trap 'rm -rf "$download"' EXIT
  echo "pyspf==$PYSPF_VERSION --hash=sha256:$PYSPF_SHA256" > "$download/requirements.txt"
  "$venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --no-binary :all: --require-hashes \
    --requirement "$download/requirements.txt" --dest "$download"
  "$venv/bin/python" - "$download/pyspf-$PYSPF_VERSION.tar.gz" "$suite" <<'PYTHON'
import json, sys, tarfile, yaml
archive, suite = sys.argv[1:]
with tarfile.open(archive) as files:
    text = files.extractfile("pyspf-2.0.14/test/rfc7208-tests.yml").read()
with open(suite, "w") as out:
    json.dump([scenario for scenario in yaml.safe_load_all(text) if scenario], out)
PYTHON
fi
echo "SPF suite: $(grep -o '"host"' "$suite" | wc -l) cases"
