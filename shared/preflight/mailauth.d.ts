declare module 'mailauth/lib/spf/index.js' {
  interface SpfOptions {
    /** Envelope sender. */
    sender: string;
    /** Address of the client. */
    ip: string;
    helo: string;
    mta: string;
    /** As `dns.promises.resolve`: TXT as lists of strings, MX with `priority`; errors carry Node's codes. */
    resolver: (name: string, type: string) => Promise<unknown>;
  }
  export function spf(options: SpfOptions): Promise<{ status: { result: string } }>;
}
