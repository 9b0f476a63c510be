#!/usr/bin/env bash
# GNU parallel: parallel.sh <folder of slides> <folder for results> [slides at once] [options of analyze, as --mpp 0.1]
# Run it again after an interruption: what is there already is kept. A slide that is at fault (1) is tried once, anything
# else three times. Ends with the number of slides that failed; parallel.log tells of this run, among the results or, where
# these have an address, here.
set -euo pipefail
slides=$1 results=$2 at_once=${3:-2}
if ! [[ $at_once =~ ^[0-9]+$ ]]; then
  echo "How many at once comes third: parallel.sh <slides> <results> 2 …, not $at_once." >&2
  exit 2
fi
shift $(($# < 3 ? $# : 3))
log=parallel.log
if ! [[ $results =~ ^[a-z0-9]+:// ]]; then
  mkdir -p "$results"
  log=$results/$log
fi
analyze() {
  local code
  for _ in 1 2 3; do
    code=0
    smearlens analyze "$@" || code=$?
    case $code in 0 | 1 | 2) break ;; esac
  done
  return "$code"
}
export -f analyze
find "$slides" -type f \( -iname '*.tif' -o -iname '*.tiff' -o -iname '*.svs' -o -iname '*.png' -o -iname '*.jpg' -o -iname '*.jpeg' \) -print0 |
  SHELL=$(type -P bash) parallel -0 --jobs "$at_once" --joblog "$log" \
    analyze {} --root "$slides" --out "$results" --workers 1 --json "$@"
