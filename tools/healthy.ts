/**
 * node tools/healthy.ts URL: ends with 0 when the URL answers well within 5 seconds, else with 1. Containers ask it about
 * themselves, because their image has no program for it.
 */
const [url = ''] = process.argv.slice(2);
const isHealthy = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
  ({ ok }) => ok,
  () => false,
);
process.exit(isHealthy ? 0 : 1);
