import {
  startBackend,
  countTensors,
  type BackendName,
  type StartOptions,
} from '../../models/backend/backend.js';
import { checkGolden, type GoldenSize, type StageError } from '../../models/backend/golden-check.js';
import type { Pack } from '../../models/pack/pack.js';

/** Largest difference that a stage may have, over the largest reference value. */
export const GOLDEN_BOUND = 1e-3;

export interface GoldenReport {
  readonly stages: readonly StageError[];
  /** Stages beyond the bound. */
  readonly wrong: readonly StageError[];
  /** Tensors that the check left behind. */
  readonly leaked: number;
}

/** Runs every stage on one backend against PyTorch's values. Works wherever that backend does. */
export async function checkBackend(
  pack: Pack,
  name: BackendName,
  sizes: readonly GoldenSize[],
  options: StartOptions = {},
): Promise<GoldenReport> {
  const backend = await startBackend(name, options);
  try {
    const before = countTensors();
    const stages = await checkGolden(pack, backend, sizes);
    return {
      stages,
      wrong: stages.filter(({ error }) => !(error <= GOLDEN_BOUND)),
      leaked: countTensors() - before,
    };
  } finally {
    backend.dispose();
  }
}
