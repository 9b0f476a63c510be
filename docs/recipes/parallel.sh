#!/usr/bin/env bash
# GNU parallel: parallel.sh <folder of slides> <folder for results> [slides at once] [options of analyze, as --mpp 0.1]
# Run it again after an interruption: what is there already is kept, and the log says what is left. Ends with the number
# of slides that failed.
set -euo pipefail
slides=$1 results=$2 at_once=${3:-2}
shift $(($# < 3 ? $# : 3))
mkdir -p "$results"
find "$slides" -type f \( -iname '*.tif' -o -iname '*.tiff' -o -iname '*.svs' -o -iname '*.png' -o -iname '*.jpg' -o -iname '*.jpeg' \) -print0 |
  parallel -0 --jobs "$at_once" --retries 3 --joblog "$results/parallel.log" \
    smearlens analyze {} --root "$slides" --out "$results" --workers 1 --json "$@"
