import { withSpan } from '@campaigns/event-sourcing';
import { recordTelemetry } from '@campaigns/testing';
import { describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { createLogger } from './logger.ts';

describe('createLogger', () => {
  it('names the service and redacts members with the names of secrets', () => {
    const lines: string[] = [];
    const logger = createLogger('api-gateway', 'info', { write: (line) => void lines.push(line) });
    logger.info({ token: 'top-secret', request: { headers: { authorization: 'Bearer top-secret' } } }, 'hello');
    logger.debug('too fine');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] as string)).toMatchObject({ level: 'info', service: 'api-gateway', msg: 'hello' });
    expect(lines[0]).not.toContain('top-secret');
  });
  it('leads from a line to the trace that it belongs to, and says nothing where there is none', async () => {
    const telemetry = await recordTelemetry();
    const lines: Record<string, unknown>[] = [];
    const logger = createLogger('api-gateway', 'info', { write: (line) => void lines.push(JSON.parse(line)) });
    await withSpan(trace.getTracer('tests'), { name: 'request' }, async () => logger.info('inside'));
    logger.info('outside');
    const { traceId, spanId } = telemetry.span('request').spanContext();
    await telemetry.stop();
    expect(lines).toMatchObject([{ msg: 'inside', trace_id: traceId, span_id: spanId }, { msg: 'outside' }]);
    expect(lines[1]).not.toHaveProperty('trace_id');
  });
});
