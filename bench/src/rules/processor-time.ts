// Loaded into a service's process: answers each message with the processor time that it has used so far, in milliseconds.

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1_000);
});
process.channel?.unref();
