import type { Money, Platform } from '@campaigns/contracts';

/** A person came into contact with an ad: a click or a view, whichever was imported. */
export type Touch = Readonly<{
  kind: 'touch';
  id: string;
  /** Stands for a person; says nothing about who it is. */
  customer: string;
  atMs: number;
  platform: Platform;
  /** The orchestration whose ad it was, where that is known. */
  orchestrationId: string | null;
}>;

/** A person did what was wanted. */
export type Conversion = Readonly<{ kind: 'conversion'; id: string; customer: string; atMs: number; value: Money }>;

export type Touchpoint = Touch | Conversion;
