// Loaded into the running system: tells its memory when asked, after what is not needed any more is gone.

process.on('message', (message) => {
  if (message !== 'memory') return;
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ rss, heapUsed });
});
// The system ends when it is told to, not when nobody asks any more.
process.channel?.unref();
