import { Agent, request } from 'node:http';
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const hit = (url, headers) => new Promise((res, rej) => { request(url, { agent, headers }, (r) => { r.resume(); r.on('end', () => res(r.statusCode)); }).on('error', rej).end(); });
const [url, auth, n] = process.argv.slice(2);
let left = Number(n); const t = performance.now();
await Promise.all(Array.from({ length: 16 }, async () => { while (left-- > 0) { const s = await hit(url, auth ? { authorization: auth } : {}); if (s !== 200) throw new Error(String(s)); } }));
console.log(Math.round(Number(n) / (performance.now() - t) * 1000)); agent.destroy();
