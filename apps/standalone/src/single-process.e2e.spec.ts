import { launchClockSpeed } from './testing/product-launch.ts';
import { describeRaces } from './testing/races.ts';
import { startSingleProcessSystem } from './testing/single-process-system.ts';
import { describeWholeSystem } from './testing/whole-system.ts';

describeWholeSystem(
  'All services in one process, on Postgres',
  () => startSingleProcessSystem(launchClockSpeed),
  describeRaces,
);
