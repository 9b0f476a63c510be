import type { ChildProcess } from 'node:child_process';
import { SmearError } from '../../models/domain/errors.js';
import type { RgbaTile } from '../../models/domain/tile.js';
import type { DecodeAnswer, DecodeQuestion } from './decoder-process.node.js';
import type { ImageDecoder, ImageMime } from './image-decoder.js';

/** A decoder in a process of its own. */
export interface DecoderProcess {
  readonly decode: ImageDecoder;
  /**
   * Ends the process and resolves when it has ended, so that whoever measures the caller counts its work, too; what
   * waits rejects with `disposed`. May be called twice.
   */
  dispose(): Promise<void>;
}

export interface DecoderProcessOptions {
  /** The script that the process runs: `decoder-process.node.js` beside the entry. */
  readonly script: URL;
  /** For example the loader that a script in TypeScript needs. */
  readonly execArgv?: readonly string[];
}

interface Waiting {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mime: ImageMime;
  readonly resolve: (tile: RgbaTile) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Decodes in another process, because a picture made for it, or one too large, can end the process in which a native
 * decoder runs. Where it ends, what it was decoding is tried again one by one: the picture during which it ends once
 * more rejects, and the rest goes on. The process is started when first needed and ends with `dispose`; it keeps
 * nobody alive.
 */
export function createDecoderProcess({ script, execArgv = [] }: DecoderProcessOptions): DecoderProcess {
  const waiting = new Map<number, Waiting>();
  let suspects: Waiting[] = [];
  let child: ChildProcess | undefined;
  let nextId = 0;
  let isDisposed = false;

  const start = async (): Promise<ChildProcess> => {
    const { fork } = await import('node:child_process');
    const started = fork(script, {
      execArgv: [...execArgv],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    started.on('message', (answer: DecodeAnswer) => take(answer));
    started.once('exit', () => end(started));
    started.once('error', () => end(started));
    return started;
  };
  let starting: Promise<ChildProcess> | undefined;

  const ask = async (question: Waiting): Promise<void> => {
    if (isDisposed) return question.reject(closed());
    const id = nextId++;
    waiting.set(id, question);
    starting ??= start();
    child = await starting;
    if (isDisposed) return;
    const { bytes, mime } = question;
    child.ref();
    child.channel?.ref();
    child.send({ id, bytes, mime } satisfies DecodeQuestion, (error) => {
      // The process ended before it could be asked; its end is told apart from this.
      if (error && waiting.has(id) && !child?.connected) end(child);
    });
  };

  const take = (answer: DecodeAnswer): void => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('failed' in answer) asked?.reject(new Error(answer.failed));
    else {
      const { width, height, data } = answer;
      // In the message's own bytes: a copy of each picture would be as large again.
      asked?.resolve({ width, height, data });
    }
    next();
  };

  /** The process has ended: by itself, or by what it was decoding. */
  const end = (ended: ChildProcess | undefined): void => {
    if (!ended || ended !== child) return;
    child = starting = undefined;
    const open = [...waiting.values()];
    waiting.clear();
    const [only] = open;
    if (only && open.length === 1) {
      only.reject(
        new SmearError(
          'slide-unreadable',
          'A picture of the slide ends the decoder. It is damaged, or made to do so. Export or download it again.',
        ),
      );
    } else suspects.push(...open);
    next();
  };

  /** What may have ended a process is asked alone, when nothing else is. */
  const next = (): void => {
    if (waiting.size > 0) return;
    const suspect = suspects.shift();
    if (suspect) void ask(suspect);
    else {
      child?.unref();
      child?.channel?.unref();
    }
  };

  return {
    decode: (bytes, mime) =>
      new Promise((resolve, reject) => {
        const question = { bytes, mime, resolve, reject };
        if (suspects.length > 0) suspects.push(question);
        else void ask(question);
      }),
    async dispose() {
      isDisposed = true;
      for (const { reject } of [...waiting.values(), ...suspects]) reject(closed());
      waiting.clear();
      suspects = [];
      const ending = await starting;
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      // It keeps nobody alive else.
      ending.ref();
      const ended = new Promise<void>((resolve) => {
        ending.once('exit', () => resolve()).once('error', () => resolve());
      });
      ending.kill();
      await ended;
    },
  };
}

function closed(): SmearError {
  return new SmearError('disposed', 'The decoder has been closed.');
}
