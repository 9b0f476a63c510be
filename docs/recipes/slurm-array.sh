#!/usr/bin/env bash
# Slurm: sbatch --array=1-16 slurm-array.sh /data/slides /data/results 16 [options of analyze, as --mpp 0.1]
# Sixteen tasks, each with every sixteenth slide. A task that has to come back later (exit code 75) is put into the queue
# again; what it has finished is kept. Tasks that failed can be submitted again alone: --array=3,7 with the same 16.
# Slides that come meanwhile are done when the array is submitted again.
#SBATCH --job-name=smearlens
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --requeue
set -uo pipefail
slides=$1 results=$2 tasks=$3
shift 3
mapfile -d '' -t all < <(
  find "$slides" -type f \( -iname '*.tif' -o -iname '*.tiff' -o -iname '*.svs' -o -iname '*.png' -o -iname '*.jpg' -o -iname '*.jpeg' \) -print0 | LC_ALL=C sort -z
)
if [ "${#all[@]}" -eq 0 ]; then
  echo "No slides below $slides." >&2
  exit 1
fi
mine=()
for ((i = SLURM_ARRAY_TASK_ID % tasks; i < ${#all[@]}; i += tasks)); do mine+=("${all[i]}"); done
[ "${#mine[@]}" -eq 0 ] && exit 0
smearlens analyze "${mine[@]}" --root "$slides" --out "$results" --workers "${SLURM_CPUS_PER_TASK:-1}" --json "$@"
code=$?
if [ "$code" -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 5 ]; then
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
fi
exit "$code"
