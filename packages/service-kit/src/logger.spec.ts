import { describe, expect, it } from '@jest/globals';
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
});
