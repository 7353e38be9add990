import { describe, expect, it } from '@jest/globals';
import { isKeepingUp } from './keeping-up.ts';
import type { RelayStatus } from './relay.ts';

const leading = (seconds: number): RelayStatus => ({
  ...{ state: 'relaying', position: 7n, published: 7 },
  lag: { positions: seconds === 0 ? 0 : 10, seconds },
});
const withoutFigures = (state: RelayStatus['state']): RelayStatus => ({
  ...{ state, position: undefined, lag: undefined, published: 0 },
});

describe('A relay', () => {
  it.each([
    ['stands by while another leads', withoutFigures('standing-by')],
    ['leads and has not measured yet', withoutFigures('relaying')],
    ['gives way to another that has published', withoutFigures('fenced')],
    ['is at the end of the log', leading(0)],
    ['is a minute behind', leading(60)],
  ])('is well when it %s', (_, status) => expect(isKeepingUp(status)).toBe(true));

  it.each([
    ['is more than a minute behind', leading(60.1)],
    ['cannot reach Kafka or the log', { ...leading(0), state: 'interrupted' as const }],
    ['cannot reach them from the beginning', withoutFigures('interrupted')],
  ])('is not when it %s', (_, status) => expect(isKeepingUp(status)).toBe(false));
});
