import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Io } from '../check/io.ts';
import type { VettedAddress } from '../check/target.ts';
import { ForbiddenAddress, isVetted, type Network, vet } from './address.ts';

/**
 * Opens a TCP connection to a vetted address, never to a name: what was checked is what is connected to.
 *
 * @throws the system's error, or the signal's reason
 */
export function dial(address: VettedAddress, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({ host: address.address, port, family: address.family });
    socket.setNoDelay(true);
    const settle = (finish: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      finish();
    };
    const onAbort = (): void => {
      socket.destroy();
      settle(() => reject(signal.reason));
    };
    const onError = (error: Error): void => settle(() => reject(error));
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once('connect', () => settle(() => resolve(socket)));
  });
}

/**
 * Whether this machine has a route to the address. A connected UDP socket asks the kernel; no packet leaves.
 * A source address that is not global leads nowhere in the Internet, whatever the routing table says.
 */
export function hasRoute(address: VettedAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(address.family === 4 ? 'udp4' : 'udp6');
    const settle = (answer: boolean): void => {
      socket.close();
      resolve(answer);
    };
    socket.once('error', () => settle(false));
    socket.once('connect', () => {
      const source = socket.address().address;
      settle(address.family === 4 || address.lab || ipaddr.parse(source).range() === 'unicast');
    });
    socket.connect(9, address.address);
  });
}

/**
 * The same two, behind the guard: that an address was vetted is only a type, and types do not outlast a store.
 * What the guard makes of the address is what is connected to.
 */
export function guarded(allowed: readonly Network[]): Pick<Io, 'dial' | 'hasRoute'> {
  return {
    async dial({ address }, port, signal) {
      const now = vet(address, allowed);
      if (!isVetted(now)) throw new ForbiddenAddress(now);
      return dial(now, port, signal);
    },
    async hasRoute({ address }) {
      const now = vet(address, allowed);
      return isVetted(now) && hasRoute(now);
    },
  };
}
