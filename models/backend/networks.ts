import type { DetectorStages } from '../detector/detector-stages.js';
import type { AutoencoderStages } from '../embedding/autoencoder-stages.js';
import type { EncoderStages } from '../encoder/encoder-stages.js';
import type { PackManifest, SecondLookManifest } from '../pack/pack-manifest.js';
import type { Weights } from '../pack/safetensors.js';

/** Makes the networks of a pack on what is no backend of tfjs. Each throws `pack-incompatible`. */
export interface Networks {
  detector(manifest: PackManifest, weights: Weights): DetectorStages;
  encoder(secondLook: SecondLookManifest, weights: Weights): EncoderStages;
  autoencoder(manifest: PackManifest, weights: Weights): AutoencoderStages;
}
