import type OpenSeadragon from 'openseadragon';
import type { SlideReader } from '../slide/slide-reader.js';

export interface ViewerSlideOptions {
  readonly viewer: OpenSeadragon.Viewer;
  /** The image to work on where the viewer shows several; the lowest one otherwise. */
  readonly tiledImage?: OpenSeadragon.TiledImage;
  /** A reader that the host owns, read in place of the viewer's tiles. */
  readonly slide?: SlideReader;
  readonly openReader: (image: OpenSeadragon.TiledImage) => SlideReader;
  /** The viewer's image cannot be read at all. */
  readonly onError: (error: unknown) => void;
  /** Another slide, or none, lies in the viewer now. */
  readonly onSlide: (slide: SlideReader | undefined) => void;
}

/** Follows which slide lies in a viewer, through opening, closing and images added or taken away. */
export class ViewerSlide {
  readonly #options: ViewerSlideOptions;
  #image?: OpenSeadragon.TiledImage;
  #own?: SlideReader;
  readonly #onWorld = (): void => this.#follow();
  readonly #onClose = (): void => this.#bind(undefined);

  constructor(options: ViewerSlideOptions) {
    this.#options = options;
    const { viewer } = options;
    viewer.addHandler('open', this.#onWorld);
    viewer.addHandler('close', this.#onClose);
    viewer.world.addHandler('add-item', this.#onWorld);
    viewer.world.addHandler('remove-item', this.#onWorld);
  }

  /** The image that the slide is; `undefined` while nothing is open. */
  get image(): OpenSeadragon.TiledImage | undefined {
    return this.#image;
  }

  /** Looks at what is open now. */
  start(): void {
    this.#follow();
  }

  dispose(): void {
    const { viewer } = this.#options;
    viewer.removeHandler('open', this.#onWorld);
    viewer.removeHandler('close', this.#onClose);
    viewer.world?.removeHandler('add-item', this.#onWorld);
    viewer.world?.removeHandler('remove-item', this.#onWorld);
    this.#own?.dispose();
    this.#own = undefined;
    this.#image = undefined;
  }

  #follow(): void {
    const { world } = this.#options.viewer;
    const { tiledImage } = this.#options;
    const isHere = (image: OpenSeadragon.TiledImage | undefined): boolean =>
      image !== undefined && world.getIndexOfItem(image) >= 0;
    if (isHere(tiledImage)) this.#bind(tiledImage);
    else if (!isHere(this.#image)) this.#bind(world.getItemCount() > 0 ? world.getItemAt(0) : undefined);
  }

  #bind(image: OpenSeadragon.TiledImage | undefined): void {
    if (image === this.#image) return;
    this.#image = image;
    this.#own?.dispose();
    this.#own = undefined;
    if (!image) {
      this.#options.onSlide(undefined);
      return;
    }
    try {
      this.#own = this.#options.slide ? undefined : this.#options.openReader(image);
    } catch (error) {
      this.#options.onError(error);
    }
    this.#options.onSlide(this.#options.slide ?? this.#own);
  }
}
