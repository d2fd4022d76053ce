import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';

export interface DeadPort {
  readonly address: string;
  readonly port: number;
  close(): void;
}

/**
 * A loopback port where connections are refused. It is the local end of a connection of our own: nobody listens there
 * and, unlike a port that was listened on and closed, no server started in parallel can be given it meanwhile.
 */
export async function deadPort(address = '127.0.0.1'): Promise<DeadPort> {
  const server = net.createServer().listen(0, address);
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const client = net.connect((server.address() as AddressInfo).port, address);
  await once(client, 'connect');
  const [far] = (await accepted) as [net.Socket];
  server.close();
  const close = () => {
    client.destroy();
    far.destroy();
  };
  for (const socket of [client, far]) socket.on('error', close).unref();
  return { address, port: client.localPort ?? 0, close };
}
