#!/usr/bin/env bash
# xargs: xargs.sh <folder of slides> <folder for results> [processes at once]
# Eight slides a process, so that the models are opened once for them.
set -euo pipefail
slides=$1 results=$2 at_once=${3:-2}
find "$slides" -type f \( -iname '*.tif' -o -iname '*.tiff' -o -iname '*.svs' -o -iname '*.png' -o -iname '*.jpg' \) -print0 |
  xargs -0 -n 8 -P "$at_once" smearlens analyze --out "$results" --workers 1 --json
