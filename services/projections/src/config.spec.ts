import { describe, expect, it } from '@jest/globals';
import { loadProjectionsConfig } from './config.ts';

describe('The configuration of the projections', () => {
  it('is the passwords of the two logins that they make', () => {
    const env = { APP_DB_PASSWORD: 'app-password', PROJECTOR_DB_PASSWORD: 'projector-password' };
    expect(loadProjectionsConfig(env)).toEqual({
      appPassword: 'app-password',
      projectorPassword: 'projector-password',
    });
  });

  it('is refused with the names of what is missing, and no value', () => {
    const load = () => loadProjectionsConfig({ APP_DB_PASSWORD: 'my secret' });
    expect(load).toThrow(/APP_DB_PASSWORD[\s\S]*PROJECTOR_DB_PASSWORD/);
    expect(load).not.toThrow(/my secret/);
  });
});
