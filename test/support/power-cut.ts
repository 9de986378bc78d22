import type { Delivery, Destination } from '#core/destination.ts';
import type { Emit } from '#core/events.ts';
import type { Ledger } from '#core/ledger.ts';

/** The error of a process that was killed: nothing that it tries afterwards has any effect. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

export interface Fuse {
  /** How often the run touched the outside world; the cut comes at the touch that was named. */
  readonly touches: number;
  readonly blown: boolean;
  ledger(inner: Ledger): Ledger;
  destination(inner: Destination): Destination;
  readonly emit: Emit;
}

/**
 * Cuts the power at the n-th touch of the outside world, counted from 1: before or after a commit,
 * before or after a delivery's call, at an event. From then on everything fails.
 */
export function powerCutAt(touch: number): Fuse {
  let touches = 0;
  const pass = () => {
    touches += 1;
    if (touches >= touch) throw new PowerCut(`The power was cut at touch ${touch}.`);
  };
  const around = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    pass();
    const result = await work();
    pass();
    return result;
  };
  const delivery = (inner: Delivery): Delivery => ({
    ...(inner.manifest && { manifest: inner.manifest }),
    add: (change, signal) => around(() => inner.add(change, signal)),
    finish: (counts, signal) => around(() => inner.finish(counts, signal)),
    get traffic() {
      return inner.traffic;
    },
  });
  return {
    get touches() {
      return touches;
    },
    get blown() {
      return touches >= touch;
    },
    ledger: (inner) => ({
      ...inner,
      commit: (target, batch) => around(() => inner.commit(target, batch)),
    }),
    destination: (inner) => ({
      label: inner.label,
      open: async (sync, signal) => delivery(await around(() => inner.open(sync, signal))),
    }),
    emit: pass,
  };
}
