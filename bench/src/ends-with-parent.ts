// Loaded into processes that are started for a measurement: they stop when whoever started them is gone, however it went.

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
