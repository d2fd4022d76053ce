export default async function stop() {
  await globalThis.mxreadyServersLab?.stop();
}
