import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type DomainEvent, eventCodec } from '@campaigns/contracts';
import { inMemoryEventStore } from '@campaigns/testing';
import { idsOf, newStream, sampleEvents } from './contract-suites/index.ts';
import type { Decider } from './decider.ts';
import { derivedId } from './derived-id.ts';
import { ConcurrencyExhausted, RevisionMismatch, RuleViolation } from './errors.ts';
import type { EventStore } from './event-store.ts';
import { type CommandContext, commandHandler } from './handle-command.ts';

type Deposited = DomainEvent<'Deposited', { amount: number }>;

/** Adds up; refuses what is negative, ignores nothing. */
const account: Decider<number, number, Deposited> = {
  initialState: 0,
  decide: (amount) => {
    if (amount < 0) throw new RuleViolation('negative-amount', 'Only positive amounts can be deposited');
    return amount === 0 ? [] : [{ type: 'Deposited', data: { amount } }];
  },
  evolve: (balance, { data }) => balance + data.amount,
};
