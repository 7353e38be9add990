import type { ErrorClass } from '@campaigns/contracts';

type Details = Readonly<{
  class: ErrorClass;
  /** The platform's own code, or ours in kebab-case where the platform gave none. */
  code: string;
  message: string;
  /** How long the platform asks us to wait, in milliseconds. */
  waitMs?: number;
  /**
   * What a rate limit is about: the ad account when absent; all calls of the app; or only calls of one category, which whoever
   * throws it has blocked already.
   */
  scope?: 'app' | 'category';
}>;

/** The one error that adapters throw. `class` decides what happens next, in error-policy.ts. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly class: ErrorClass;
  readonly code: string;
  readonly waitMs: number | undefined;
  readonly scope: 'app' | 'category' | undefined;

  constructor(details: Details) {
    super(details.message);
    this.class = details.class;
    this.code = details.code;
    this.waitMs = details.waitMs;
    this.scope = details.scope;
  }
}

export const invalid = (code: string, message: string): PlatformError =>
  new PlatformError({ class: 'validation', code, message });

export const isNotFound = (error: unknown): error is PlatformError =>
  error instanceof PlatformError && error.class === 'not-found';
