/** One entry of what became of a count: signed by somebody, or opened again. Stored: never rename one. */
export interface SignOffEntry {
  readonly kind: 'signed' | 'reopened';
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  /** Why it was opened again, in that person's words. */
  readonly reason?: string;
}

/** What is said of a slide as a whole, besides its cells. Plain data, and stored. */
export interface CaseRecordData {
  /** What the slide is called in report and work list; only where the reader wishes it. */
  readonly slideName?: string;
  readonly comment?: string;
  readonly trace?: readonly SignOffEntry[];
}

/**
 * What is said of the slide as a whole: a comment, and who has signed the count. A signed count is locked: whoever wants
 * to change it opens it again, and that stays on record. `change` follows every change, `refused` every attempt to
 * change what is locked.
 */
export class CaseRecord extends EventTarget {
  #comment = '';
  #slideName = '';
  #trace: readonly SignOffEntry[] = [];

  get comment(): string {
    return this.#comment;
  }

  set comment(comment: string) {
    if (comment === this.#comment || this.refuses()) return;
    this.#comment = comment;
    this.dispatchEvent(new Event('change'));
  }

  /** What the slide is called in report and work list; empty unless the reader wishes it. */
  get slideName(): string {
    return this.#slideName;
  }

  set slideName(name: string) {
    if (name === this.#slideName) return;
    this.#slideName = name;
    this.dispatchEvent(new Event('change'));
  }

  /** All that became of the count, the first at the beginning. */
  get trace(): readonly SignOffEntry[] {
    return this.#trace;
  }

  /** Who has signed the count as it stands; absent while it is open. */
  get signature(): SignOffEntry | undefined {
    const last = this.#trace.at(-1);
    return last?.kind === 'signed' ? last : undefined;
  }

  get isLocked(): boolean {
    return this.signature !== undefined;
  }

  /** Whether the count is locked; says so by `refused`. Asked before anything that would change it. */
  refuses(): boolean {
    if (!this.isLocked) return false;
    this.dispatchEvent(new Event('refused'));
    return true;
  }

  sign(by: string, at: Date): void {
    if (!this.isLocked) this.#note({ kind: 'signed', at: at.toISOString(), by });
  }

  reopen(by: string, at: Date, reason = ''): void {
    if (!this.isLocked) return;
    this.#note({ kind: 'reopened', at: at.toISOString(), by, ...(reason ? { reason } : {}) });
  }

  get data(): CaseRecordData {
    return {
      ...(this.#slideName ? { slideName: this.#slideName } : {}),
      ...(this.#comment ? { comment: this.#comment } : {}),
      ...(this.#trace.length > 0 ? { trace: this.#trace } : {}),
    };
  }

  /** Goes on from what was stored; what is none is skipped. Without any, another slide begins. */
  restore(data?: unknown): void {
    const { slideName, comment, trace } = (
      typeof data === 'object' && data !== null ? data : {}
    ) as CaseRecordData;
    this.#slideName = typeof slideName === 'string' ? slideName : '';
    this.#comment = typeof comment === 'string' ? comment : '';
    this.#trace = Array.isArray(trace) ? trace.filter(isEntry) : [];
    this.dispatchEvent(new Event('change'));
  }

  #note(entry: SignOffEntry): void {
    this.#trace = [...this.#trace, entry];
    this.dispatchEvent(new Event('change'));
  }
}

function isEntry(entry: unknown): entry is SignOffEntry {
  const { kind, at, by } = (entry ?? {}) as Partial<SignOffEntry>;
  return (kind === 'signed' || kind === 'reopened') && typeof at === 'string' && typeof by === 'string';
}
