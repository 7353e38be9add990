import { loadSandboxConfig } from './config.ts';
import { startSandbox } from './sandbox.ts';

try {
  const config = loadSandboxConfig(process.env);
  const { url, close } = await startSandbox(config);
  const stop = (): void => void close().then(() => process.exit(0));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  process.stdout.write(`Ad-platform sandbox: ${url} (journal ${config.journalPath}, a day lasts ${config.dayMs} ms)\n`);
} catch (error) {
  process.stderr.write(`Cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
