import { randomUUID } from 'node:crypto';
import { restOperations, workflowId } from '@campaigns/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { organisation, prefix } from '../testing/scenario.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
let org: Awaited<ReturnType<typeof organisation>>;
beforeAll(async () => {
  api = await startTestApi();
  org = await organisation(api);
}, 60_000);
afterAll(() => api.stop());

const at = (id: string, rest = ''): string => `${prefix}/${id}${rest}`;
const midnight = { local: '2031-11-27T00:00', zone: 'Europe/Berlin' };
const newDraft = async (body: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  (await org.draft(body)).orchestration_id;
const schedule = (id: string, body?: unknown) =>
  org.operator('POST', at(id, '/schedule'), body === undefined ? {} : { body });
const typesOf = async (id: string): Promise<readonly string[]> =>
  (await api.store.load(`orchestration-${id}`)).events.map(({ type }) => type);

describe('A schedule', () => {
  it('takes a local time in its zone, and shows both that and the instant', async () => {
    const id = await newDraft();
    const answer = await schedule(id, { start: midnight, duration_days: 4, late: 'ask' });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"1"']);
    restOperations.scheduleOrchestration.response.parse(answer.body);
    expect(answer.body.orchestration).toMatchObject({
      ...{ status: 'scheduled', scheduled_start_at: '2031-11-26T23:00:00.000Z', scheduled_start_on_clock: midnight },
      ...{ scheduled_end_at: null, duration_days: 4, late_policy: 'ask' },
    });
  });

  it('takes without a body the times of the draft, and keeps what a rescheduling does not name', async () => {
    const id = await newDraft({
      scheduled_start_at: { local: '2031-03-30T02:30', zone: 'Europe/Berlin' },
      scheduled_end_at: '2031-04-30T00:00:00Z',
    });
    const first = await schedule(id);
    // That night the clocks leave 02:30 out.
    expect(first.body.orchestration).toMatchObject({
      ...{ status: 'scheduled', scheduled_start_at: '2031-03-30T01:30:00.000Z' },
      scheduled_end_at: '2031-04-30T00:00:00.000Z',
    });
    const second = await schedule(id, { start: '2031-04-01T00:00:00+02:00' });
    expect(second.body.orchestration).toMatchObject({
      ...{ scheduled_start_at: '2031-03-31T22:00:00.000Z', scheduled_start_on_clock: null },
      scheduled_end_at: '2031-04-30T00:00:00.000Z',
    });
    const third = await schedule(id, { duration_days: 7 });
    expect(third.body.orchestration).toMatchObject({ scheduled_end_at: null, duration_days: 7 });
  });

  it.each([
    ['no start', {}, 'start-required', ['#/start']],
    ['a start in the past', { start: '2020-01-01T00:00:00Z' }, 'start-in-past', ['#/start']],
    ['an end before it', { start: midnight, end: '2030-01-01T00:00:00Z' }, 'schedule-reversed', ['#/end']],
    ['an end in the past', { start: midnight, end: '2020-01-01T00:00:00Z' }, 'flight-over', ['#/end']],
    [
      'a day and a zone that are none',
      { start: { local: '2031-02-30T00:00', zone: 'Mars/Olympus' } },
      'time-not-valid',
      ['#/start/local', '#/start/zone'],
    ],
    [
      'an offset for a zone',
      { start: midnight, end: { ...midnight, zone: '+01:00' } },
      'time-not-valid',
      ['#/end/zone'],
    ],
    ['a start in another century', { start: '2200-01-01T00:00:00Z' }, 'time-not-valid', ['#/start']],
    ['a date for a time', { start: '2031-11-27' }, 'invalid-request', ['#/start']],
    ['a local time without a zone', { start: { local: '2031-11-27T00:00' } }, 'invalid-request', ['#/start/zone']],
    [
      'an end and a duration',
      { start: midnight, end: midnight, duration_days: 2 },
      'invalid-request',
      ['#/duration_days'],
    ],
    ['an unknown late policy', { start: midnight, late: 'never' }, 'invalid-request', ['#/late']],
  ])('is refused with %s, naming the field, and changes nothing', async (_, body, code, pointers) => {
    const id = await newDraft();
    const answer = await schedule(id, body);
    expect(answer.body).toMatchObject({ code, errors: pointers.map((pointer) => ({ pointer })) });
    expect(await typesOf(id)).toEqual(['OrchestrationDrafted']);
  });

  it('is cancelled: a draft again, which a second time is a conflict', async () => {
    const id = await newDraft();
    await schedule(id, { start: midnight });
    const cancelled = await org.operator('DELETE', at(id, '/schedule'));
    expect([cancelled.status, cancelled.body.orchestration.status]).toEqual([200, 'draft']);
    expect(cancelled.headers.get('etag')).toBe('"2"');
    const again = await org.operator('DELETE', at(id, '/schedule'));
    expect(again.body).toMatchObject({ code: 'illegal-transition', details: { status: 'draft' } });
  });

  it('shows a start that was missed, and why', async () => {
    const id = await newDraft();
    await schedule(id, { start: '2031-01-01T00:00:00Z', late: 'ask' });
    await api.command(org.org, id, {
      type: 'StartOnSchedule',
      data: {
        ...{ startAt: '2031-01-01T00:00:00.000Z', workflowId: workflowId.parse(randomUUID()) },
        now: '2031-01-01T02:00:00.000Z',
      },
    });
    expect((await org.viewer('GET', at(id))).body.orchestration).toMatchObject({
      ...{ status: 'scheduled', missed_start_at: '2031-01-01T00:00:00.000Z' },
      missed_start_reason: 'The start was due 120 minutes ago',
    });
  });
});
