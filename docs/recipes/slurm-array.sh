#!/usr/bin/env bash
# Slurm: find /data/slides -name '*.svs' | sort > slides.txt
#        sbatch --array=1-16 slurm-array.sh slides.txt /data/results
# Each task takes every sixteenth slide. A task that has to come back later (exit code 75) is put into the queue again;
# what it has finished is kept.
#SBATCH --job-name=smearlens
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --requeue
set -uo pipefail
list=$1 results=$2
mapfile -t slides < <(awk -v of="$SLURM_ARRAY_TASK_COUNT" -v at="$SLURM_ARRAY_TASK_ID" 'NR % of == at % of' "$list")
[ "${#slides[@]}" -eq 0 ] && exit 0
smearlens analyze "${slides[@]}" --out "$results" --workers "${SLURM_CPUS_PER_TASK:-1}" --json
code=$?
if [ "$code" -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 5 ]; then
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
fi
exit "$code"
