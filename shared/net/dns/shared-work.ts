/** Work that several callers wait for. It is stopped only when every one of them has gone. */
export class SharedWork<T> {
  readonly #stop = new AbortController();
  readonly #result: Promise<T>;
  readonly #abandoned: () => void;
  #waiting = 0;

  /** `abandoned` is called when the last caller has gone before the result: it must not be joined after that. */
  constructor(work: (signal: AbortSignal) => Promise<T>, abandoned: () => void) {
    this.#abandoned = abandoned;
    this.#result = work(this.#stop.signal);
  }

  /** The result; rejects with the reason of the caller's own signal, whatever the others do. */
  join(signal: AbortSignal | undefined): Promise<T> {
    this.#waiting += 1;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        reject(signal?.reason);
        this.#waiting -= 1;
        if (this.#waiting > 0) return;
        this.#abandoned();
        this.#stop.abort(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#result.finally(() => signal?.removeEventListener('abort', leave)).then(resolve, reject);
    });
  }
}
