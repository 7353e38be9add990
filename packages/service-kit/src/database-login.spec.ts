import { describe, expect, it } from '@jest/globals';
import { databaseNameOf, loginOf, withLogin } from './database-login.ts';

describe('A login of one database', () => {
  it('has a name that no other database of the cluster uses', () => {
    const [here, there] = [loginOf('orchestration_app', 'here'), loginOf('orchestration_app', 'there')];
    expect(here).toMatch(/^orchestration_app_[0-9a-f]{12}$/);
    expect(here).not.toBe(there);
  });

  it('takes the place of the user in a URL, however odd its password', () => {
    const url = new URL(withLogin('postgres://owner:secret@db:5432/campaigns?sslmode=require', 'app', 'p@ss/w:rd'));
    expect([url.username, decodeURIComponent(url.password)]).toEqual(['app', 'p@ss/w:rd']);
    expect([url.host, url.pathname, url.search]).toEqual(['db:5432', '/campaigns', '?sslmode=require']);
  });

  it.each([
    ['postgres://owner@db/campaigns', 'campaigns'],
    ['postgres://owner@db/our%20campaigns', 'our campaigns'],
    ['postgres://owner@db', 'owner'],
  ])('is found from %s: database %s', (url, name) => {
    expect(databaseNameOf(url)).toBe(name);
  });
});
