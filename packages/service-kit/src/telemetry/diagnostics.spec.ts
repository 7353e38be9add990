import { describe, expect, it } from '@jest/globals';
import { type Logger, pino } from 'pino';
import { diagnostics } from './diagnostics.ts';

const watched = () => {
  const lines: Record<string, unknown>[] = [];
  const logger: Logger = pino({ level: 'trace' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  let now = 1_000;
  return {
    lines,
    diag: diagnostics(logger, () => now),
    pass: (ms: number): void => {
      now += ms;
    },
  };
};

describe('What the telemetry SDK complains of', () => {
  it('is a line at most every ten minutes', () => {
    const { lines, diag, pass } = watched();
    for (let n = 0; n < 100; n += 1) diag.error(`collector away ${n}`);
    pass(599_999);
    diag.warn('collector still away');
    expect(lines).toMatchObject([{ level: 40, msg: 'telemetry failed', reason: 'collector away 0' }]);
    pass(1);
    diag.error('collector away again');
    expect(lines).toHaveLength(2);
  });

  it('is told by its message alone, and shortened', () => {
    const { lines, diag } = watched();
    const error = { stack: 'Error at planted', message: `connect ECONNREFUSED ${'x'.repeat(300)}`, data: 'planted' };
    diag.error(JSON.stringify(error));
    expect(lines[0]?.['reason']).toMatch(/^connect ECONNREFUSED x+$/);
    expect(String(lines[0]?.['reason'])).toHaveLength(200);
    expect(JSON.stringify(lines)).not.toContain('planted');
  });

  it('is nothing to hear of unless something is wrong', () => {
    const { lines, diag } = watched();
    diag.info('started');
    diag.debug('details');
    diag.verbose('more details');
    expect(lines).toEqual([]);
  });
});
