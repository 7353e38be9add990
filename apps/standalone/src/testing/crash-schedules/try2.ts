import { openGround } from './ground.ts';
import { playSchedule } from './random-schedule.ts';

const ground = await openGround();
const from = Number(process.argv[2] ?? 1),
  count = Number(process.argv[3] ?? 100);
const endings = new Map<string, number>();
let kills = 0,
  struck = 0,
  bad = 0;
const t = performance.now();
for (let seed = from; seed < from + count; seed += 1) {
  try {
    const r = await playSchedule(ground, seed);
    kills += r.kills;
    struck += r.faultsInjected;
    for (const e of r.endings) endings.set(e, (endings.get(e) ?? 0) + 1);
    if (r.faults.length > 0) {
      bad += 1;
      console.log(seed, r.endings.join(', '), r.faults);
    }
  } catch (e) {
    bad += 1;
    console.log(seed, e);
  }
}
console.log(endings, { kills, struck, bad }, performance.now() - t, process.cpuUsage().user / 1e6);
