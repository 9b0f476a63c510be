#!/usr/bin/env bash
# xargs: xargs.sh <folder of slides> <folder for results> [processes at once] [options of analyze, as --mpp 0.1]
# Eight slides a process, so that the models are opened once for them. Ends with 123 where slides failed.
set -euo pipefail
slides=$1 results=$2 at_once=${3:-2}
if ! [[ $at_once =~ ^[0-9]+$ ]]; then
  echo "How many at once comes third: xargs.sh <slides> <results> 2 …, not $at_once." >&2
  exit 2
fi
shift $(($# < 3 ? $# : 3))
find "$slides" -type f \( -iname '*.tif' -o -iname '*.tiff' -o -iname '*.svs' -o -iname '*.png' -o -iname '*.jpg' -o -iname '*.jpeg' \) -print0 |
  xargs -0 -r -n 8 -P "$at_once" smearlens analyze --root "$slides" --out "$results" --workers 1 --json "$@"
