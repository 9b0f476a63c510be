import type { ModelInfo } from '../../models/domain/model-info.js';
import { fullExtent, type Box } from '../../models/domain/geometry.js';
import type { Counting } from '../count/counting.js';
import type { MonolayerOptions } from '../count/monolayer.js';
import type { Keeping } from '../keep/keeping.js';
import type { UnfinishedAnalysis } from './session.js';
import { signedOff } from './session-counting.js';
import type { SlideAnalysis } from './slide-analysis.js';
import { WorkingState } from './working-state.js';

/** The working state and the runs of the models over the open slide: started, paused, resumed and cancelled. */
export abstract class AnalysingState extends WorkingState {
  abstract readonly analysis: SlideAnalysis;
  abstract readonly counting: Counting;
  abstract readonly info: ModelInfo | undefined;
  abstract readonly keeping: Keeping | undefined;
  /** Level-0 pixels. */
  protected abstract readonly regionOnView: Box | undefined;

  /** The areas that are being analysed; another one, or none, once they are no longer. */
  #areas: object | undefined;

  async analyzeView(): Promise<void> {
    await this.analyzeRegion(this.regionOnView ?? fullExtent(this.requireSlide()));
  }

  async analyzeSlide(): Promise<void> {
    await this.analyzeRegion(fullExtent(this.requireSlide()));
  }

  async analyzeAreas(): Promise<void> {
    const slide = this.requireSlide();
    const { list } = this.counting.areas;
    this.#areas = list;
    for (const { box } of list) {
      if (this.#areas === list && this.slide === slide) await this.#analyze(box);
    }
  }

  async findMonolayer(options: Omit<MonolayerOptions, 'micronsPerPixel'> = {}): Promise<readonly Box[]> {
    const slide = this.requireSlide();
    const { findMonolayer } = await import('../count/monolayer.js');
    return findMonolayer(slide, { ...options, micronsPerPixel: this.resolution?.micronsPerPixel });
  }

  async analyzeByService(): Promise<void> {
    this.#areas = undefined;
    await this.analysis.startByService(this.requireSlide(), this.service);
  }

  analyzeRegion(region: Box): Promise<void> {
    this.#areas = undefined;
    return this.#analyze(region);
  }

  async #analyze(region: Box): Promise<void> {
    if (this.review.caseRecord.isLocked) throw signedOff();
    await this.analysis.start(this.requireSlide(), region);
  }

  get unfinished(): UnfinishedAnalysis | undefined {
    const { info, analysis, keeping } = this;
    const run = analysis.unfinished;
    if (!run || keeping?.state === 'elsewhere') return undefined;
    if (info && !analysis.isContinuedBy(run, info)) return undefined;
    const { done, total, plan } = run;
    return { region: plan.region, done, total, isAtWork: analysis.isAtWork };
  }

  pause(): void {
    this.#areas = undefined;
    this.analysis.pause();
  }

  async resume(): Promise<void> {
    if (this.review.caseRecord.isLocked) throw signedOff();
    this.#areas = undefined;
    await this.analysis.resume(this.requireSlide());
  }

  cancel(): void {
    this.#areas = undefined;
    const isInterrupted = this.unfinished?.isAtWork === false;
    this.analysis.cancel();
    if (isInterrupted) this.changed();
  }
}
