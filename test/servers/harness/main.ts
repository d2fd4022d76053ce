/** Runs the lab by hand until Ctrl-C: `node --import tsx test/servers/harness/main.ts` */
import { startLab } from './lab.ts';

const lab = await startLab();
for (const scenario of lab.scenarios) {
  const where = scenario.addresses.map((address) => `${address} port ${scenario.port}`).join(', ');
  console.log(`${scenario.domain.padEnd(36)} ${where.padEnd(44)} ${scenario.what}`);
}
console.log(`DNS ${lab.dns.address}, root ${lab.rootCertificate}, folder ${lab.folder}`);
const idle = setInterval(() => {}, 60_000);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => void lab.stop().finally(() => clearInterval(idle)));
}
