import { describe, expect, it } from '@jest/globals';
import { requestIdOf } from './request-id.ts';

const answer = (headers: Readonly<Record<string, string>>, body = '') => ({ headers: new Headers(headers), body });

describe("the platform's own id of a request", () => {
  it.each([
    ['google', answer({ 'request-id': 'AAHSXy' }), 'AAHSXy'],
    ['linkedin', answer({ 'x-li-uuid': 'AAYAAA==' }), 'AAYAAA=='],
    ['meta', answer({}, '{"error":{"code":190,"fbtrace_id":"AbCdEf123"}}'), 'AbCdEf123'],
    [
      'tiktok',
      answer({}, '{"code":0,"message":"OK","request_id":"20261123101500AB12","data":{}}'),
      '20261123101500AB12',
    ],
    ['snapchat', answer({}, '{"request_status":"SUCCESS", "request_id" : "88087292-0002"}'), '88087292-0002'],
  ])('is found where %s writes it', (_platform, given, id) => {
    expect(requestIdOf(given)).toBe(id);
  });

  it('is missing where nothing looks like one, and never longer than can be kept', () => {
    expect(requestIdOf(answer({}, '{"request_id":"<script>"}'))).toBeUndefined();
    expect(requestIdOf(answer({}, ''))).toBeUndefined();
    expect(requestIdOf(answer({ 'request-id': 'x'.repeat(500) }))).toHaveLength(100);
  });
});
