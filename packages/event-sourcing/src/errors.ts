/** A business rule said no. Safe to show to the caller; retrying will not help. */
export class RuleViolation extends Error {
  override readonly name = 'RuleViolation';
  /** Stable, kebab-case; the documentation has a page per code. */
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** A stream kept changing under every attempt of a command. */
export class ConcurrencyExhausted extends Error {
  override readonly name = 'ConcurrencyExhausted';
}

/** The caller decided on an older revision than the current one (If-Match). */
export class RevisionMismatch extends Error {
  override readonly name = 'RevisionMismatch';
  readonly actual: bigint | 'no-stream';

  constructor(actual: bigint | 'no-stream') {
    super('The resource changed since it was read');
    this.actual = actual;
  }
}

/** More in one append than an engine or Kafka carries. Nothing was appended, and repeating it will not help. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';

  constructor(stream: string, bytes: number, largest: number) {
    super(`An append to ${stream} has ${bytes} bytes of JSON; the largest may have ${largest}`);
  }
}
