import type { DomainEvent } from '@campaigns/contracts';
import { type Decider, RuleViolation } from '@campaigns/event-sourcing';
import { describe, expect, it } from '@jest/globals';
import { lawsOf, specFor } from './decider-spec.ts';

type Switched = DomainEvent<'SwitchedOn' | 'SwitchedOff', Record<string, never>>;
type Lamp = { on: boolean };

const lamp: Decider<Lamp, 'on' | 'off' | 'break', Switched> = {
  initialState: { on: false },
  decide: (command, { on }) => {
    if (command === 'break') throw new RuleViolation('unbreakable', 'The lamp cannot be broken');
    if ((command === 'on') === on) return [];
    return [{ type: command === 'on' ? 'SwitchedOn' : 'SwitchedOff', data: {} }];
  },
  evolve: (_, { type }) => ({ on: type === 'SwitchedOn' }),
};
const forgetful = { ...lamp, decide: (): readonly Switched[] => [{ type: 'SwitchedOn', data: {} }] };
const failing: typeof lamp = {
  ...lamp,
  decide: () => {
    throw new TypeError('a bug');
  },
};
const impure: typeof lamp = {
  ...lamp,
  evolve: (state, { type }) => Object.assign(state, { on: type === 'SwitchedOn' }),
};

describe('A specification of a decider', () => {
  const { given } = specFor(lamp);

  it('holds when the decider decides as expected', () => {
    given().when('on').then({ type: 'SwitchedOn', data: {} });
    given({ type: 'SwitchedOn', data: {} }).when('on').thenNothing();
    given().when('break').thenRejects('unbreakable');
  });

  it('fails when it does not', () => {
    expect(() => given().when('on').thenNothing()).toThrow();
    expect(() => given().when('on').then({ type: 'SwitchedOff', data: {} })).toThrow();
    expect(() => given().when('on').thenRejects('unbreakable')).toThrow();
    expect(() => given().when('break').thenRejects('another-code')).toThrow();
  });

  it('lets a bug show instead of taking it for a refusal', () => {
    expect(() => specFor(failing).given().when('on').thenRejects('unbreakable')).toThrow('a bug');
  });
});

describe('The laws of deciders', () => {
  it('hold for one that notices repetition', () => {
    for (const command of ['on', 'off', 'break'] as const) {
      lawsOf(lamp).repeatChangesNothing(['on', 'off', 'on'], command);
      lawsOf(lamp).refusesOnlyByRule(['on'], command);
    }
  });

  it('catch one that decides the same again', () => {
    expect(() => lawsOf(forgetful).repeatChangesNothing([], 'on')).toThrow();
  });

  it('catch one that throws anything but a broken rule', () => {
    expect(() => lawsOf(failing).refusesOnlyByRule([], 'on')).toThrow('a bug');
  });

  it('catch one that changes its state in place', () => {
    expect(() => lawsOf(impure).refusesOnlyByRule([], 'on')).toThrow();
  });
});
