import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { loadConfig, variables } from './load-config.ts';

const schema = z.object({ PORT: variables.port.default(3_000), URL: z.url(), DRY_RUN: variables.flag.default(false) });

describe('loadConfig', () => {
  it('reads what the schema names and takes an empty variable for an absent one', () => {
    const config = loadConfig(schema, { PORT: '', URL: 'http://a.test', DRY_RUN: 'true', OTHER: 'x' });
    expect(config).toEqual({ PORT: 3_000, URL: 'http://a.test', DRY_RUN: true });
  });

  it('names every wrong variable in one message and shows no value', () => {
    const load = () => loadConfig(schema, { PORT: 'eighty', URL: 'postgres:secret', DRY_RUN: 'maybe-secret' });
    expect(load).toThrow(/PORT[\s\S]*DRY_RUN/);
    expect(load).not.toThrow(/maybe-secret/);
  });
});
