import { loginOf } from '@campaigns/service-kit';
import { describe, expect, it } from '@jest/globals';
import { loadReadUrl } from './read-login.ts';

describe('The database that the gateway reads', () => {
  it('is the same one, as the login that row-level security applies to', () => {
    const url = loadReadUrl({ APP_DB_PASSWORD: 'app-password' }, 'postgres://owner:secret@db/campaigns');
    expect(url).toBe(`postgres://${loginOf('orchestration_app', 'campaigns')}:app-password@db/campaigns`);
  });

  it.each([{}, { APP_DB_PASSWORD: 'with space' }])('needs a password that a login can have: %j', (env) => {
    expect(() => loadReadUrl(env, 'postgres://owner@db/campaigns')).toThrow('APP_DB_PASSWORD');
  });
});
