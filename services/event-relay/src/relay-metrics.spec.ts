import { type RecordedTelemetry, recordTelemetry } from '@campaigns/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RelayStatus } from './relay.ts';
import { observeRelay } from './relay-metrics.ts';

let telemetry: RecordedTelemetry;
beforeEach(async () => {
  telemetry = await recordTelemetry();
});
afterEach(() => telemetry.stop());

const measured = async (): Promise<Readonly<Record<string, unknown>>> => {
  const points = [...(await telemetry.points())].flatMap(([name, [point]]) => (point ? [[name, point.value]] : []));
  return Object.fromEntries(points);
};

describe('What is measured of a relay', () => {
  it('is how far it is behind while it leads, as it is when somebody asks', async () => {
    let status: RelayStatus = {
      ...{ state: 'relaying', position: 7n, published: 12 },
      lag: { positions: 30, seconds: 2.5 },
    };
    const { stop } = observeRelay(() => status, 'event-relay');
    const first = { 'campaigns.relay.leading': 1, 'campaigns.relay.published': 12 };
    expect(await measured()).toEqual({ ...first, 'campaigns.relay.lag': 2.5, 'campaigns.relay.lag.positions': 30 });
    status = { ...status, published: 42, lag: { positions: 0, seconds: 0 } };
    expect(await measured()).toMatchObject({ 'campaigns.relay.published': 42, 'campaigns.relay.lag': 0 });
    stop();
  });

  it('is no lag while it stands by: another knows it', async () => {
    const status: RelayStatus = { state: 'standing-by', position: undefined, lag: undefined, published: 0 };
    const { stop } = observeRelay(() => status, 'event-relay');
    expect(await measured()).toEqual({ 'campaigns.relay.leading': 0, 'campaigns.relay.published': 0 });
    stop();
  });

  it('is that nobody leads while it is fenced, or nothing would tell that nothing is published', async () => {
    const status: RelayStatus = { state: 'fenced', position: undefined, lag: undefined, published: 5 };
    const { stop } = observeRelay(() => status, 'event-relay');
    expect(await measured()).toEqual({ 'campaigns.relay.leading': 0, 'campaigns.relay.published': 5 });
    stop();
  });

  it('is nothing once it has stopped', async () => {
    const status: RelayStatus = { state: 'standing-by', position: undefined, lag: undefined, published: 0 };
    observeRelay(() => status, 'event-relay').stop();
    expect(await measured()).toEqual({});
  });
});
