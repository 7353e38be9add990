import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeProductLaunch, launchClockSpeed } from '../testing/product-launch.ts';
import { dataFolder, startSystem } from '../testing/running-system.ts';
import { sandboxControl } from '../testing/sandbox-control.ts';

describeProductLaunch('all services in one process', async () => {
  const folder = await dataFolder();
  const { api, interrupt } = await startSystem({ DATA_DIR: folder.path, CLOCK_SPEED: `${launchClockSpeed}` });
  const instance: unknown = JSON.parse(await readFile(join(folder.path, 'instance.json'), 'utf8'));
  return {
    api,
    sandbox: sandboxControl((instance as Readonly<{ sandboxUrl: string }>).sandboxUrl),
    stop: async () => {
      await interrupt();
      await folder.drop();
    },
  };
});
