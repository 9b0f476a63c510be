import type { InferenceInfo, OpeningOptions, OpenRequest } from './inference-info.js';
import type { QuestionKind, Questions, WorkerQuestionKind, WorkerQuestions } from './protocol.js';

export interface AskOptions<Kind extends WorkerQuestionKind> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WorkerQuestions[Kind]['progress']) => void;
}

/** The models at work, in this thread or behind workers. */
export interface InferenceClient {
  readonly info: InferenceInfo;
  /**
   * The answer to a question of `Questions`, with whose codes it rejects, or with `worker-failed` or `disposed`.
   * Abort rejects with the signal's reason. The payload stays the caller's.
   */
  ask<Kind extends QuestionKind>(
    kind: Kind,
    payload: Questions[Kind]['payload'],
    options?: AskOptions<Kind>,
  ): Promise<Questions[Kind]['answer']>;
  /** Ends everything; may be called twice. */
  dispose(): Promise<void>;
}

/** How each question is answered in this thread. */
export type Answers = {
  readonly [Kind in QuestionKind]: (
    payload: Questions[Kind]['payload'],
    options: AskOptions<Kind>,
  ) => Promise<Questions[Kind]['answer']>;
};

/** Opens the models. Abort rejects with the signal's reason. */
export type OpenInference = (request: OpenRequest, options: OpeningOptions) => Promise<InferenceClient>;

/** A client whose questions are answered in this thread. */
export function answerHere(
  info: InferenceInfo,
  answers: Answers,
  dispose: () => Promise<void>,
): InferenceClient {
  return { info, ask: (kind, payload, options = {}) => answers[kind](payload, options), dispose };
}
